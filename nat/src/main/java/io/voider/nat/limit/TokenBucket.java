package io.voider.nat.limit;

/** Holds takers to a {@link Rate}. Starts full. */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Rate rate;
    /** The time at which the bucket would have been empty and begun to fill; taking moves it on. */
    private long emptyAtNanos;

    public TokenBucket(Rate rate, long nowNanos) {
        this.rate = rate;
        this.emptyAtNanos = nowNanos - nanosFor(rate.burst());
    }

    /** Takes {@code amount} if there is as much, or takes nothing. */
    public boolean take(long amount, long nowNanos) {
        long fullSince = nowNanos - nanosFor(rate.burst());
        long start = emptyAtNanos - fullSince < 0 ? fullSince : emptyAtNanos;
        long after = start + nanosFor(amount);
        if (after - nowNanos > 0) {
            return false;
        }
        emptyAtNanos = after;
        return true;
    }

    /** Whether nothing has been taken for so long that a new bucket would be the same. */
    public boolean isFull(long nowNanos) {
        return emptyAtNanos - (nowNanos - nanosFor(rate.burst())) <= 0;
    }

    private long nanosFor(long amount) {
        return Math.multiplyHigh(amount, NANOS_PER_SECOND) == 0
                ? amount * NANOS_PER_SECOND / rate.perSecond()
                : amount / rate.perSecond() * NANOS_PER_SECOND;
    }
}
