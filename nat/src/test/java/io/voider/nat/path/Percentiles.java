package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Some durations in milliseconds, in order. */
final class Percentiles {
    private static final int LOADED = 10;
    private final List<Long> sorted;

    Percentiles(Collection<Long> millis) {
        sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
    }

    /** The value that {@code percent} of them do not exceed; -1 if there are none. */
    private long at(int percent) {
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    /**
     * Prints them beside what a quiet machine is to achieve, and holds them to what a loaded one achieves too: far below
     * what another restart of the search, or of OpenVPN, would take.
     */
    void report(String what, long wantedMillis) {
        System.out.printf("%-46s %3d times: %s (wanted p95 %d ms)%n", what, sorted.size(), this, wantedMillis);
        assertThat(at(95)).as(what).isBetween(0L, LOADED * wantedMillis);
    }

    @Override
    public String toString() {
        return String.format("p50 %5d, p95 %5d, worst %5d ms", at(50), at(95), at(100));
    }
}
