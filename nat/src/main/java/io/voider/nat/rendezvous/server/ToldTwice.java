package io.voider.nat.rendezvous.server;

import io.voider.nat.rendezvous.Octets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** When it was last told of a secret that two programs use it: once a minute is enough. The last {@value #REMEMBERED} are remembered. */
final class ToldTwice {
    private static final int REMEMBERED = 4096;
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<Octets, Long> toldNanos = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Octets, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Whether it is to be told now; it then counts as told. */
    boolean isDue(Octets secret, long nowNanos) {
        Long told = toldNanos.get(secret);
        if (told != null && nowNanos - told < INTERVAL_NANOS) {
            return false;
        }
        toldNanos.remove(secret);
        toldNanos.put(secret, nowNanos);
        return true;
    }
}
