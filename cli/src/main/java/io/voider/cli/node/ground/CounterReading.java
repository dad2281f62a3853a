package io.voider.cli.node.ground;

import io.voider.transport.count.Counted;
import io.voider.transport.count.Counters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One reading of everything that a program counts. For one thread. */
public final class CounterReading {
    /**
     * What is counted.
     *
     * @param which of several of the group; empty where there is one only
     */
    public record Kind(CounterGroup group, Optional<String> which, Counted counter) {}

    /** How often. */
    public record Count(Kind kind, long times) {}

    private final Map<Kind, Long> counts = new LinkedHashMap<>();

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
        if (which.isEmpty()) {
            for (Counted counter : group.counters().getEnumConstants()) {
                counts.merge(new Kind(group, which, counter), 0L, Long::sum);
            }
        }
        snapshot.forEach((counter, count) -> {
            if (!group.counters().isInstance(counter)) {
                throw new IllegalArgumentException(counter + " is no counter of " + group);
            }
            counts.merge(new Kind(group, which, counter), count, Long::sum);
        });
    }

    /** All by name, in alphabetical order; what is zero is left out. */
    public Map<String, Long> counts() {
        Map<String, Long> byName = new TreeMap<>();
        counts.forEach((kind, count) -> {
            if (count != 0) {
                byName.merge(kind.group().name(kind.which(), kind.counter()), count, Long::sum);
            }
        });
        return byName;
    }

    /** All, in the order in which they were added. Of what there is one only, what is zero is there as well. */
    public List<Count> all() {
        List<Count> all = new ArrayList<>();
        counts.forEach((kind, times) -> all.add(new Count(kind, times)));
        return all;
    }
}
