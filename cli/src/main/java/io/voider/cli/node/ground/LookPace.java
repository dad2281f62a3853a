package io.voider.cli.node.ground;

/**
 * When to look what became of something that may change as often as strangers like: at once, and then at most every
 * {@value #INTERVAL_MILLIS} ms, the last change included. From any thread.
 */
final class LookPace {
    static final long INTERVAL_MILLIS = 200;

    private static final long INTERVAL_NANOS = INTERVAL_MILLIS * 1_000_000L;

    private boolean waiting;
    private long earliestNanos;

    /** @param nowNanos a time at which one may look, in nanoseconds of the clock that is used from then on */
    LookPace(long nowNanos) {
        earliestNanos = nowNanos;
    }

    /** Something changed: in how many nanoseconds, 0 or more, to look; negative if that is to come anyway. */
    synchronized long changed(long nowNanos) {
        if (waiting) {
            return -1;
        }
        waiting = true;
        return Math.max(0, earliestNanos - nowNanos);
    }

    /** Somebody looks: what changes from now on is not seen by that. */
    synchronized void looks(long nowNanos) {
        waiting = false;
        earliestNanos = nowNanos + INTERVAL_NANOS;
    }
}
