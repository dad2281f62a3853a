package io.voider.cli.service;

import java.util.concurrent.TimeUnit;

/**
 * How much of one level is written: {@value #BURST} lines at once, and {@value #EACH_SECOND} a second in the long run. So nobody who sends
 * what is worth a line fills a disk, and a flood at one level hides nothing at another. For one thread at a time.
 */
final class LogPace {
    static final int BURST = 500;
    static final int EACH_SECOND = 20;
    private static final long NANOS_EACH = TimeUnit.SECONDS.toNanos(1) / EACH_SECOND;

    private boolean used;
    private long paidUntil;
    private long leftOut;

    /** Whether one more line may be written now; one that may not is counted. */
    boolean allows(long nowNanos) {
        long earliest = nowNanos - BURST * NANOS_EACH;
        long from = !used || paidUntil - earliest < 0 ? earliest : paidUntil;
        if (from + NANOS_EACH - nowNanos > 0) {
            leftOut++;
            return false;
        }
        used = true;
        paidUntil = from + NANOS_EACH;
        return true;
    }

    /** How many lines were left out since this was asked last. */
    long takeLeftOut() {
        long count = leftOut;
        leftOut = 0;
        return count;
    }
}
