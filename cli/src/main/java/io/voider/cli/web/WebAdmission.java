package io.voider.cli.web;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How many connections there are at once: some for this machine, which nobody elsewhere can take, and some for all others, of which
 * none has all. A source is an IPv4 address or a /64 of IPv6, within which anybody has any address.
 *
 * <p>Not thread-safe.
 */
final class WebAdmission {
    static final int MOST_LOCAL = 32;
    static final int MOST_ELSEWHERE = 48;
    static final int MOST_FROM_ONE = 16;

    private final Map<String, Integer> sources = new HashMap<>();
    private int local;
    private int elsewhere;

    /** Whether one more may come in; who does is counted until {@link #left}. */
    boolean admit(InetAddress from, boolean isLocal) {
        if (isLocal) {
            if (local >= MOST_LOCAL) {
                return false;
            }
            local++;
            return true;
        }
        String source = source(from);
        if (elsewhere >= MOST_ELSEWHERE || sources.getOrDefault(source, 0) >= MOST_FROM_ONE) {
            return false;
        }
        elsewhere++;
        sources.merge(source, 1, Integer::sum);
        return true;
    }

    /** One that was admitted has gone. */
    void left(InetAddress from, boolean isLocal) {
        if (isLocal) {
            local--;
        } else {
            elsewhere--;
            sources.computeIfPresent(source(from), (any, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** What counts as one source. */
    static String source(InetAddress from) {
        byte[] address = from.getAddress();
        return Arrays.toString(address.length == 16 ? Arrays.copyOf(address, 8) : address);
    }
}
