package io.voider.transport.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;

/**
 * One owner's count of each constant of an enum, and the only kind of count in the program.
 *
 * <p>Read by any thread. Written by one thread at a time, the owner's event loop: an increment is a plain add and a store that
 * others see in time, with neither a lock nor a fence. Where several threads count, {@link #ofSeveralThreads} makes them:
 * an increment is then one atomic addition.
 */
@SuppressWarnings("EnumOrdinal") // the ordinal is the place in the array, and nothing else
public final class Counters<E extends Enum<E> & Counted> {

    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final Class<E> names;
    private final long[] values;
    private final boolean shared;

    /** All at zero; one thread writes. */
    public Counters(Class<E> names) {
        this(names, false);
    }

    private Counters(Class<E> names, boolean shared) {
        this.names = names;
        this.shared = shared;
        values = new long[names.getEnumConstants().length];
    }

    /** All at zero; any thread writes. */
    public static <E extends Enum<E> & Counted> Counters<E> ofSeveralThreads(Class<E> names) {
        return new Counters<>(names, true);
    }

    public void increment(E counter) {
        add(counter, 1);
    }

    public void add(E counter, long amount) {
        int index = counter.ordinal();
        if (shared) {
            VALUES.getAndAdd(values, index, amount);
        } else {
            VALUES.setOpaque(values, index, values[index] + amount);
        }
    }

    public long count(E counter) {
        return (long) VALUES.getOpaque(values, counter.ordinal());
    }

    /** All that are not zero, in the enum's order. */
    public Map<E, Long> snapshot() {
        Map<E, Long> snapshot = new EnumMap<>(names);
        for (E counter : names.getEnumConstants()) {
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
