package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.voider.transport.Counter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketChannelThroughputIT {

    private static final int PAYLOAD = 200;
    private static final int PER_SECOND = 50_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void passesAHundredThousandDatagramsWithoutLossAndWithoutGarbage(boolean throughPipeline) {
        passes(100_000, throughPipeline);
    }

    @Test
    @Tag("soak")
    void passesAMillionDatagramsWithoutLossAndWithoutGarbage() {
        passes(1_000_000, false);
    }

    private static void passes(int count, boolean throughPipeline) {
        Forwarder forwarder = new Forwarder(throughPipeline);
        PacketOptions options = PacketOptions.DEFAULT.withBuffers(64 << 20, 4 << 20);
        // Netty's leak detector records a stack trace for every 128th buffer, which is garbage of its own.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try (TwoNamespaces hosts = new TwoNamespaces()) {
            PacketChannel left = hosts.open("a1", options, forwarder);
            PacketChannel right = hosts.open("b1", options, new Forwarder(throughPipeline));
            forwarder.to(right);
            long loopThread = hosts.loop()
                    .submit(() -> Thread.currentThread().getId())
                    .syncUninterruptibly()
                    .getNow();
            try (Datagrams datagrams = new Datagrams(
                    hosts.a(),
                    "a0",
                    hosts.middle().links().require("a1").mac().orElseThrow(),
                    hosts.b(),
                    "b0",
                    PAYLOAD)) {
                int warmUp = count / 2;
                datagrams.run(0, warmUp, PER_SECOND, Duration.ofSeconds(10));
                long before = allocatedBytes(loopThread);
                datagrams.run(warmUp, count, PER_SECOND, Duration.ofSeconds(10));
                long allocated = allocatedBytes(loopThread) - before;

                assertThat(datagrams.arrived())
                        .as("%s | %s", left.counters(), right.counters())
                        .isEqualTo(warmUp + count);
                assertThat(datagrams.duplicates()).isZero();
                assertThat(datagrams.wrongChecksums()).isZero();
                assertThat(forwarder.failure()).isNull();
                assertThat(right.counters().count(Counter.SENT_PACKETS)).isEqualTo(warmUp + count);
                assertThat((double) allocated / count)
                        .as("bytes allocated per packet")
                        .isLessThan(1);
            }
        }
    }

    private static long allocatedBytes(long thread) {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread);
    }
}
