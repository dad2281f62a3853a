package io.voider.cli.node.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.Arrays;

/** How often values fell below which bounds. For one thread at a time. */
final class Distribution {
    private final double[] bounds;
    private final long[] counts;
    private double sum;

    /** @param bounds the upper ones, inclusive, ascending; beyond the last everything falls together */
    Distribution(double... bounds) {
        this.bounds = Arrays.copyOf(bounds, bounds.length + 1);
        this.bounds[bounds.length] = Double.POSITIVE_INFINITY;
        this.counts = new long[this.bounds.length];
    }

    void add(double value) {
        int bucket = 0;
        while (value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket]++;
        sum += value;
    }

    HistogramDataPointSnapshot snapshot() {
        return HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds.clone(), counts.clone()))
                .sum(sum)
                .build();
    }
}
