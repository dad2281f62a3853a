package io.voider.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;

/**
 * One owner's count of each {@link Counter}.
 *
 * <p>Written by one thread at a time — the owner's event loop — and read by any: an increment is a plain add and a store
 * that others see in time, with neither a lock nor a fence.
 */
@SuppressWarnings("EnumOrdinal") // the ordinal is the place in the array, and nothing else
public final class Counters {

    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);
    private static final Counter[] ALL = Counter.values();

    private final long[] values = new long[ALL.length];

    public void increment(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long amount) {
        int index = counter.ordinal();
        VALUES.setOpaque(values, index, values[index] + amount);
    }

    public long count(Counter counter) {
        return (long) VALUES.getOpaque(values, counter.ordinal());
    }

    /** All that are not zero, in the enum's order. */
    public Map<Counter, Long> snapshot() {
        Map<Counter, Long> snapshot = new EnumMap<>(Counter.class);
        for (Counter counter : ALL) {
            long count = count(counter);
            if (count != 0) {
                snapshot.put(counter, count);
            }
        }
        return snapshot;
    }

    /** {@code received.packets=12 dropped.vlan=1}, for a log. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        snapshot()
                .forEach((counter, count) -> text.append(text.length() == 0 ? "" : " ")
                        .append(counter.label())
                        .append('=')
                        .append(count));
        return text.toString();
    }
}
