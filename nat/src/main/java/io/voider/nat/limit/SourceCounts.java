package io.voider.nat.limit;

import java.util.HashMap;
import java.util.Map;

/** How many of a thing each source has at the moment: so many at most. A source is whatever a number stands for. */
public final class SourceCounts {
    private final int most;
    private final Map<Long, Integer> counts = new HashMap<>();

    /** @param most each source may have at once */
    public SourceCounts(int most) {
        this.most = most;
    }

    /** Whether the source may have one more. */
    public boolean hasRoom(long source) {
        return counts.getOrDefault(source, 0) < most;
    }

    /** The source has one more. */
    public void add(long source) {
        counts.merge(source, 1, Integer::sum);
    }

    /** The source has one less. */
    public void remove(long source) {
        counts.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
    }
}
