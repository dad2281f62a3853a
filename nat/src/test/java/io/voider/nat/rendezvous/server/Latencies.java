package io.voider.nat.rendezvous.server;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Times in nanoseconds, and what share of them is below what. */
final class Latencies {
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

    void add(long time) {
        nanos.add(time);
    }

    int count() {
        return nanos.size();
    }

    double millis(double quantile) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        int rank = (int) Math.ceil(quantile * sorted.length) - 1;
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(rank, 0)] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                "%d, p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, max %.2f ms",
                count(), millis(0.5), millis(0.95), millis(0.99), millis(1));
    }

    static double median(double... values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
