package io.voider.nat.rendezvous.client;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next connection: at random within a span that doubles with every failure, so that nodes
 * that lost a server together do not come back together.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long MAX_MILLIS = 60_000;
    private static final long MIN_MILLIS = 100;
    /** A connection that held this long was a good one: begin anew. */
    private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final RandomGenerator random;
    private long spanMillis = FIRST_MILLIS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** What failed until now says nothing of what comes. */
    void reset() {
        spanMillis = FIRST_MILLIS;
    }

    /**
     * The wait after a connection that was up for {@code upNanos} (0 if it never was).
     *
     * @param refused whether the server refuses more connections from us, so that hurry is of no use
     */
    long nextMillis(long upNanos, boolean refused) {
        if (upNanos >= GOOD_NANOS) {
            spanMillis = FIRST_MILLIS;
        }
        if (refused) {
            spanMillis = MAX_MILLIS;
            return random.nextLong(MAX_MILLIS / 2, MAX_MILLIS);
        }
        long wait = random.nextLong(MIN_MILLIS, spanMillis);
        spanMillis = Math.min(2 * spanMillis, MAX_MILLIS);
        return wait;
    }
}
