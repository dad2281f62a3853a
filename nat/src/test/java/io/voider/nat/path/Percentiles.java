package io.voider.nat.path;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Some durations in milliseconds, in order. */
final class Percentiles {
    private final List<Long> sorted;

    Percentiles(Collection<Long> millis) {
        sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
    }

    /** The value that {@code percent} of them do not exceed; -1 if there are none. */
    long at(int percent) {
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    int count() {
        return sorted.size();
    }

    @Override
    public String toString() {
        return String.format("p50 %5d, p95 %5d, worst %5d ms", at(50), at(95), at(100));
    }
}
