package io.voider.nat.ice;

import java.util.Collection;

/** Ports {@code low} to {@code high}, both included, within 1024–65535. */
record PortRange(int low, int high) {
    static final int LOWEST = 1024;
    static final int HIGHEST = 65_535;

    public PortRange {
        if (low < LOWEST || high > HIGHEST || low > high) {
            throw new IllegalArgumentException("ports " + low + "-" + high + " are not a range within 1024-65535");
        }
    }

    int size() {
        return high - low + 1;
    }

    /**
     * The block out of which a NAT seems to draw its ports: what was seen, widened at both ends by the mean gap between
     * neighbours, which is what an end of an evenly used block is away from the outermost of the ports seen.
     */
    static PortRange around(Collection<Integer> seen) {
        int low = seen.stream().mapToInt(Integer::intValue).min().orElseThrow();
        int high = seen.stream().mapToInt(Integer::intValue).max().orElseThrow();
        int margin = Math.max(8, 2 * (high - low) / Math.max(1, seen.size() - 1));
        return new PortRange(Math.max(LOWEST, low - margin), Math.min(HIGHEST, high + margin));
    }
}
