package io.voider.benchmarks;

import io.voider.benchmarks.RtpTraffic.Slice;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** One-way delay through each kind of relay. Needs root (and nft). */
public class RtpRelayLatency extends RtpLatency {

    /** How the packets come: one in flight, or so many streams of 50 packets a second. */
    @SuppressWarnings("NullAway.Init") // set by JMH
    @Param({"one in flight", "200 streams"})
    private String load;

    /** A slice through each. */
    @Benchmark
    public void round(RelayDelays delays) throws IOException {
        compare(delays::put);
    }

    @Override
    Slice slice(RtpPath path) throws IOException {
        return load.equals("one in flight")
                ? traffic.oneInFlight(path, SLICE_NANOS)
                : traffic.paced(path, 200 * 50, SLICE_NANOS);
    }

    @Override
    String load() {
        return load;
    }
}
