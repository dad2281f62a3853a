package io.voider.cli.web;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How often a password may be tried: a few times from each source, and not often altogether, whatever the sources. Whoever is at this
 * very machine has an allowance that nobody elsewhere can use up. A source is an IPv4 address, or a /64 of IPv6, within which
 * anybody has any address.
 *
 * <p>Not thread-safe. Times are of one clock, in nanoseconds.
 */
final class LoginLimits {
    private static final Pace EACH = new Pace(5, TimeUnit.MINUTES.toNanos(1));
    private static final Pace ALL = new Pace(30, TimeUnit.SECONDS.toNanos(10));
    private static final Pace HERE = new Pace(10, TimeUnit.SECONDS.toNanos(1));

    /**
     * @param most how many tries at once
     * @param everyNanos and then one each
     */
    private record Pace(int most, long everyNanos) {}

    /** A counted number of tries that come back with time. */
    private static final class Tries {
        private final Pace pace;
        private int used;
        private long sinceNanos;

        Tries(Pace pace, long nowNanos) {
            this.pace = pace;
            sinceNanos = nowNanos;
        }

        private void recover(long nowNanos) {
            long back = Math.max(0, nowNanos - sinceNanos) / pace.everyNanos;
            used = (int) Math.max(0, used - back);
            sinceNanos = used == 0 ? nowNanos : sinceNanos + back * pace.everyNanos;
        }

        long waitNanos(long nowNanos) {
            recover(nowNanos);
            return used < pace.most ? 0 : sinceNanos + pace.everyNanos - nowNanos;
        }
    }

    private final Map<String, Tries> sources = new HashMap<>();
    private final Tries here;
    private final Tries all;

    LoginLimits(long nowNanos) {
        here = new Tries(HERE, nowNanos);
        all = new Tries(ALL, nowNanos);
    }

    /**
     * Takes a try.
     *
     * @param local whether it is from this very machine
     * @return 0 if it may be made; else after how many nanoseconds to ask again
     */
    long take(InetAddress from, boolean local, long nowNanos) {
        if (local) {
            return take(here, nowNanos);
        }
        long wait = all.waitNanos(nowNanos);
        if (wait > 0) {
            return wait;
        }
        // Each has taken one of all within the last minutes, so there are never many.
        sources.values().removeIf(tries -> tries.waitNanos(nowNanos) == 0 && tries.used == 0);
        Tries its = sources.computeIfAbsent(WebAdmission.source(from), any -> new Tries(EACH, nowNanos));
        wait = take(its, nowNanos);
        if (wait == 0) {
            all.used++;
        }
        return wait;
    }

    private static long take(Tries tries, long nowNanos) {
        long wait = tries.waitNanos(nowNanos);
        if (wait == 0) {
            tries.used++;
        }
        return wait;
    }

    /** The last try was with the right password: it was none at guessing. */
    void succeeded(InetAddress from, boolean local) {
        if (local) {
            here.used = 0;
            return;
        }
        sources.remove(WebAdmission.source(from));
        all.used = Math.max(0, all.used - 1);
    }

    /** How many are remembered. */
    int remembered() {
        return sources.size();
    }
}
