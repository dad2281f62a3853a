package io.voider.benchmarks;

import io.voider.benchmarks.RtpTraffic.Slice;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One-way delay of each way, in short slices by turns. The table at the end is over all rounds, and so are the percentiles
 * in JMH's own results, which the last round tells; the time of a round, JMH's first figure, is of no interest.
 */
@Warmup(iterations = 3)
@Measurement(iterations = 12)
public abstract class RtpLatency extends RtpRounds {
    private final Map<String, Histogram> delays = new LinkedHashMap<>();
    private final Map<String, Long> lost = new LinkedHashMap<>();

    /**
     * A slice of each.
     *
     * @param figures is told of the ways in the last round, with their delays in all rounds that count: JMH adds up what rounds
     *     tell, and a sum of percentiles would be of no use
     */
    final void compare(BiConsumer<String, Histogram> figures) throws IOException {
        boolean counts = begin();
        for (RtpPath path : wiring.paths()) {
            Slice slice = slice(path);
            if (counts) {
                delays.computeIfAbsent(path.name(), unused -> RtpTraffic.histogram())
                        .add(slice.delays());
                lost.merge(path.name(), slice.sent() - slice.received(), Long::sum);
            }
        }
        if (isLast()) {
            delays.forEach(figures);
        }
    }

    /** A percentile in µs. */
    static double micros(Histogram delay, double percentile) {
        return delay.getValueAtPercentile(percentile) / 1e3;
    }

    abstract Slice slice(RtpPath path) throws IOException;

    /** What the load is, in words. */
    abstract String load();

    @Override
    final void print() {
        if (delays.isEmpty()) {
            return;
        }
        Map.Entry<String, Histogram> first = delays.entrySet().iterator().next();
        Histogram least = first.getValue();
        System.out.printf("%n%s: one-way delay in µs, and what is added to that of %s%n", load(), first.getKey());
        System.out.printf(
                "%-24s %9s %9s %9s %9s %11s %11s %8s%n",
                "", "p50", "p90", "p99", "p99.9", "added p50", "added p99", "lost");
        delays.forEach((name, delay) -> System.out.printf(
                "%-24s %9.1f %9.1f %9.1f %9.1f %11.1f %11.1f %8d%n",
                name,
                micros(delay, 50),
                micros(delay, 90),
                micros(delay, 99),
                micros(delay, 99.9),
                micros(delay, 50) - micros(least, 50),
                micros(delay, 99) - micros(least, 99),
                lost.getOrDefault(name, 0L)));
    }
}
