package io.voider.cli.hook;

import io.voider.nat.limit.Rate;
import io.voider.nat.limit.TokenBucket;
import java.util.HashMap;
import java.util.Map;

/**
 * How often hooks run for events of one kind: {@value #BURST} times at once, and once in half a minute in the long run, so that a friend
 * who rings without end fills no mailbox. Not thread-safe.
 */
final class HookPace {
    static final int BURST = 20;

    /** A run costs so many seconds. */
    private static final int SECONDS_EACH = 30;

    private static final Rate SECONDS = new Rate(1, (long) BURST * SECONDS_EACH);

    private final Map<String, TokenBucket> byKind = new HashMap<>();

    /** Whether they may now. */
    boolean allows(String kind, long nowNanos) {
        return byKind.computeIfAbsent(kind, any -> new TokenBucket(SECONDS, nowNanos))
                .take(SECONDS_EACH, nowNanos);
    }
}
