package io.voider.benchmarks;

import io.voider.benchmarks.RtpTraffic.Slice;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * One-way delay through each kind of relay, in short slices by turns, so that all see the same machine. Needs root (and nft).
 *
 * <p>JMH's own figure is the time of a whole round and of no interest; the table printed at the end is.
 */
@Warmup(iterations = 3)
@Measurement(iterations = 12)
public class RtpRelayLatency extends RtpRounds {

    /** How the packets come: one in flight, or so many streams of 50 packets a second. */
    @SuppressWarnings("NullAway.Init") // set by JMH
    @Param({"one in flight", "200 streams"})
    private String load;

    private final Map<String, Histogram> delays = new LinkedHashMap<>();
    private final Map<String, Long> lost = new LinkedHashMap<>();

    private int warmUps;
    private int rounds;

    /** Learns how many of the rounds are to warm up. */
    @Setup
    public void count(BenchmarkParams benchmark) {
        warmUps = benchmark.getWarmup().getCount();
    }

    /** A slice of each. */
    @Benchmark
    public void round() throws IOException {
        rounds++;
        for (RtpPath path : paths.all()) {
            Slice slice = load.equals("one in flight")
                    ? traffic.oneInFlight(path, SLICE_NANOS)
                    : traffic.paced(path, 200 * 50, SLICE_NANOS);
            if (rounds > warmUps) {
                delays.computeIfAbsent(path.name(), unused -> RtpTraffic.histogram())
                        .add(slice.delays());
                lost.merge(path.name(), slice.sent() - slice.received(), Long::sum);
            }
        }
    }

    @Override
    void print() {
        if (delays.isEmpty()) {
            return;
        }
        Histogram wire = delays.values().iterator().next();
        System.out.printf("%n%s: one-way delay in µs, and what is added to a wire's%n", load);
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
                micros(delay, 50) - micros(wire, 50),
                micros(delay, 99) - micros(wire, 99),
                lost.getOrDefault(name, 0L)));
    }

    private static double micros(Histogram delay, double percentile) {
        return delay.getValueAtPercentile(percentile) / 1e3;
    }
}
