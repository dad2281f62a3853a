package io.voider.cli.exchange;

import io.voider.transport.count.Counters;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the steps of a tick fail one by one. What a stranger sent may show a fault of this program's; it is counted and logged, once a
 * minute at the most, and the other calls have their time all the same.
 */
public final class TickGuard {
    private static final Logger LOG = LoggerFactory.getLogger(TickGuard.class);
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Counters<ExchangeCounter> counters;
    private long loggedNanos;
    private boolean logged;

    public TickGuard(Counters<ExchangeCounter> counters) {
        this.counters = counters;
    }

    /** Runs a step; it may fail. */
    public void run(String what, long nowNanos, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            counters.increment(ExchangeCounter.TICK_FAILED);
            if (!logged || nowNanos - loggedNanos >= LOG_NANOS) {
                logged = true;
                loggedNanos = nowNanos;
                LOG.error("{} failed, which is a fault of this program's; everything else goes on", what, fault);
            }
        }
    }
}
