package io.voider.benchmarks;

import io.voider.benchmarks.RtpTraffic.Slice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The highest rate of voice packets that each kind of relay holds: median delay under 1 ms, at most 0.01 % lost. Paths take
 * turns within each round. Needs root (and nft).
 *
 * <p>A figure marked {@code ≥} is where the generator, not the relay, came to its end.
 */
@Warmup(iterations = 1)
@Measurement(iterations = 5)
public class RtpRelayThroughput extends RtpRounds {
    private static final double FIRST_RATE = 20_000;
    private static final double STEP = 1.15;
    private static final double MAX_DELAY_NANOS = 1e6;
    private static final double MAX_LOSS = 1e-4;

    private record Rate(double packetsPerSecond, boolean generatorLimited) {}

    private final Map<String, List<Rate>> rates = new LinkedHashMap<>();

    /** Climbs to the highest rate of each. */
    @Benchmark
    public void round() throws IOException {
        boolean counts = begin();
        for (RtpPath path : wiring.paths()) {
            Rate rate = climb(path);
            if (counts) {
                rates.computeIfAbsent(path.name(), unused -> new ArrayList<>()).add(rate);
            }
        }
    }

    private Rate climb(RtpPath path) throws IOException {
        double held = 0;
        for (double rate = FIRST_RATE; ; rate *= STEP) {
            Slice slice = traffic.paced(path, rate, SLICE_NANOS);
            if (!holds(slice)) {
                slice = traffic.paced(path, rate, SLICE_NANOS);
            }
            if (!holds(slice)) {
                return new Rate(held, false);
            }
            double sent = slice.sent() * 1e9 / slice.nanos();
            if (sent < 0.97 * rate) {
                return new Rate(Math.max(held, sent), true);
            }
            held = rate;
        }
    }

    private static boolean holds(Slice slice) {
        return slice.loss() <= MAX_LOSS && slice.delays().getValueAtPercentile(50) < MAX_DELAY_NANOS;
    }

    @Override
    void print() {
        System.out.printf("%nhighest rate held, thousand packets a second: median (least … most)%n");
        rates.forEach((name, all) -> {
            List<Double> sorted =
                    new ArrayList<>(all.stream().map(Rate::packetsPerSecond).toList());
            Collections.sort(sorted);
            System.out.printf(
                    "%-24s %s%.0f (%.0f … %.0f)%n",
                    name,
                    all.stream().anyMatch(Rate::generatorLimited) ? "≥ " : "",
                    sorted.get(sorted.size() / 2) / 1e3,
                    sorted.get(0) / 1e3,
                    sorted.get(sorted.size() - 1) / 1e3);
        });
    }
}
