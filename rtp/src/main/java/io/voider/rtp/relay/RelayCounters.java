package io.voider.rtp.relay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;

/** One leg's count of each {@link RelayCounter}: written on the leg's event loop, read from anywhere. */
@SuppressWarnings("EnumOrdinal") // the ordinal is an index and nothing else
public final class RelayCounters {
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);
    private static final RelayCounter[] ALL = RelayCounter.values();

    private final long[] values = new long[ALL.length];

    /** All at zero. */
    public RelayCounters() {}

    void increment(RelayCounter counter) {
        add(counter, 1);
    }

    void add(RelayCounter counter, long amount) {
        int index = counter.ordinal();
        VALUES.setOpaque(values, index, values[index] + amount);
    }

    /** How often so far. */
    public long count(RelayCounter counter) {
        return (long) VALUES.getOpaque(values, counter.ordinal());
    }

    /** All that are not zero. */
    public Map<RelayCounter, Long> snapshot() {
        Map<RelayCounter, Long> snapshot = new EnumMap<>(RelayCounter.class);
        for (RelayCounter counter : ALL) {
            long count = count(counter);
            if (count != 0) {
                snapshot.put(counter, count);
            }
        }
        return snapshot;
    }
}
