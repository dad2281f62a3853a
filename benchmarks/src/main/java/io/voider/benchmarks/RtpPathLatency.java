package io.voider.benchmarks;

import io.voider.benchmarks.RtpTraffic.Slice;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * One-way delay from a phone in one home to a phone in another: through two routers that translate addresses, through the same
 * with OpenVPN between them, and through two nodes. Needs root, nft, openvpn and openssl, and the checkout's launcher
 * ({@code ./voider}, or what {@code -Dvoider.launcher} names).
 */
public class RtpPathLatency extends RtpLatency {
    private static final int PACKETS_PER_SECOND = 50;

    /** How many streams there are, of 50 packets a second each. */
    @Param({"10", "50", "200"})
    private int streams;

    @Override
    void wire() throws Exception {
        PhonePaths.add(wiring, streams);
    }

    /** A slice through each. */
    @Benchmark
    public void round(PhoneDelays delays) throws IOException {
        compare(delays::put);
    }

    @Override
    Slice slice(RtpPath path) throws IOException {
        return traffic.paced(path, (double) streams * PACKETS_PER_SECOND, 2 * SLICE_NANOS);
    }

    @Override
    String load() {
        return streams + " streams";
    }
}
