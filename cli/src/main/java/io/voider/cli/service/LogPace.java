package io.voider.cli.service;

import io.voider.nat.limit.Rate;
import io.voider.nat.limit.TokenBucket;

/**
 * How much of one level is written: {@value #BURST} lines at once, and {@value #EACH_SECOND} a second in the long run. So nobody who sends
 * what is worth a line fills a disk, and a flood at one level hides nothing at another. For one thread at a time.
 */
final class LogPace {
    static final int BURST = 500;
    static final int EACH_SECOND = 20;

    private final TokenBucket lines;
    private long leftOut;

    LogPace(long nowNanos) {
        lines = new TokenBucket(new Rate(EACH_SECOND, BURST), nowNanos);
    }

    /** Whether one more line may be written now; one that may not is counted. */
    boolean allows(long nowNanos) {
        boolean allowed = lines.take(1, nowNanos);
        leftOut += allowed ? 0 : 1;
        return allowed;
    }

    /** How many lines were left out since this was asked last. */
    long takeLeftOut() {
        long count = leftOut;
        leftOut = 0;
        return count;
    }
}
