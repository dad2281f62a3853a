package io.voider.cli.exchange;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The exchange's count of each {@link ExchangeCounter}; written and read by any thread. */
public final class ExchangeCounters {
    private final Map<ExchangeCounter, LongAdder> counts = new EnumMap<>(ExchangeCounter.class);

    /** All at zero. */
    public ExchangeCounters() {
        for (ExchangeCounter counter : ExchangeCounter.values()) {
            counts.put(counter, new LongAdder());
        }
    }

    /** One more. */
    public void increment(ExchangeCounter counter) {
        of(counter).increment();
    }

    /** How many so far. */
    public long count(ExchangeCounter counter) {
        return of(counter).sum();
    }

    private LongAdder of(ExchangeCounter counter) {
        LongAdder adder = counts.get(counter);
        if (adder == null) {
            throw new IllegalStateException("no count of " + counter);
        }
        return adder;
    }
}
