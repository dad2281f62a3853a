package io.voider.cli.node.ground;

import io.voider.transport.count.Counted;
import io.voider.transport.count.Counters;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One reading of everything that a program counts; what is zero is left out. For one thread. */
public final class CounterReading {
    private final Map<String, Long> counts = new TreeMap<>();

    /** Adds a group's of which there is one, or to what was added of it before. */
    public <E extends Enum<E> & Counted> void add(CounterGroup group, Counters<E> counters) {
        add(group, Optional.empty(), counters.snapshot());
    }

    /** Adds those of one of a group. */
    public <E extends Enum<E> & Counted> void add(CounterGroup group, String which, Counters<E> counters) {
        add(group, Optional.of(which), counters.snapshot());
    }

    /** Adds those of one of a group. */
    public void add(CounterGroup group, String which, Map<? extends Counted, Long> snapshot) {
        add(group, Optional.of(which), snapshot);
    }

    private void add(CounterGroup group, Optional<String> which, Map<? extends Counted, Long> snapshot) {
        snapshot.forEach((counter, count) -> {
            if (!group.counters().isInstance(counter)) {
                throw new IllegalArgumentException(counter + " is no counter of " + group);
            }
            if (count != 0) {
                counts.merge(group.name(which, counter), count, Long::sum);
            }
        });
    }

    /** All by name, in alphabetical order. */
    public Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }
}
