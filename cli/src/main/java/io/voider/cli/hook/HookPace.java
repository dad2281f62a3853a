package io.voider.cli.hook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How often hooks run for events of one kind: {@value #BURST} times at once, and once in half a minute in the long run, so that a friend
 * who rings without end fills no mailbox. Not thread-safe.
 */
final class HookPace {
    static final int BURST = 20;
    private static final long NANOS_EACH = Duration.ofSeconds(30).toNanos();

    /** By kind: until when what there was is paid for. */
    private final Map<String, Long> paidUntil = new HashMap<>();

    /** Whether they may now. */
    boolean allows(String kind, long nowNanos) {
        long earliest = nowNanos - BURST * NANOS_EACH;
        Long paid = paidUntil.get(kind);
        long from = paid == null || paid - earliest < 0 ? earliest : paid;
        if (from + NANOS_EACH - nowNanos > 0) {
            return false;
        }
        paidUntil.put(kind, from + NANOS_EACH);
        return true;
    }
}
