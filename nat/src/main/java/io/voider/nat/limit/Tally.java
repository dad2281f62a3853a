package io.voider.nat.limit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A count for each constant of an enum. Written by one thread, read by any. */
public final class Tally<E extends Enum<E>> {
    private final EnumMap<E, AtomicLong> counts;

    public Tally(Class<E> names) {
        counts = new EnumMap<>(names);
        for (E name : names.getEnumConstants()) {
            counts.put(name, new AtomicLong());
        }
    }

    public void increment(E name) {
        add(name, 1);
    }

    public void add(E name, long amount) {
        AtomicLong count = of(name);
        count.setOpaque(count.getPlain() + amount);
    }

    public long count(E name) {
        return of(name).getOpaque();
    }

    /** All that are not zero, in the enum's order. */
    public Map<E, Long> snapshot() {
        Map<E, Long> snapshot = new EnumMap<>(counts.keySet().iterator().next().getDeclaringClass());
        counts.forEach((name, count) -> {
            if (count.getOpaque() != 0) {
                snapshot.put(name, count.getOpaque());
            }
        });
        return snapshot;
    }

    private AtomicLong of(E name) {
        AtomicLong count = counts.get(name);
        if (count == null) {
            throw new IllegalStateException("no count for " + name);
        }
        return count;
    }
}
