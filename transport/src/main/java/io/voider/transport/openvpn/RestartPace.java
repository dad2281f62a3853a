package io.voider.transport.openvpn;

import java.util.random.RandomGenerator;

/**
 * When to try again. A process that had been up is started at once, but not more than once a second; one that never came
 * up waits longer each time, up to {@value #LONGEST_SECONDS} s, with a jitter of ±25 %, so that many do not try together.
 */
final class RestartPace {
    static final int LONGEST_SECONDS = 20;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long FIRST_NANOS = SECOND_NANOS / 4;

    private final RandomGenerator random;
    private long startedNanos;
    private int fruitless;

    RestartPace(RandomGenerator random) {
        this.random = random;
    }

    void started(long nowNanos) {
        startedNanos = nowNanos;
    }

    /** Nanoseconds from now until the next start, after an end. */
    long delayNanos(long nowNanos, boolean hadBeenUp) {
        if (hadBeenUp) {
            fruitless = 0;
            return Math.max(0, startedNanos + SECOND_NANOS - nowNanos);
        }
        long nanos = Math.min(FIRST_NANOS << Math.min(fruitless, 10), LONGEST_SECONDS * SECOND_NANOS);
        fruitless++;
        return (long) (nanos * (0.75 + random.nextDouble() / 2));
    }
}
