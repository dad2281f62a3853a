package io.voider.transport.packet;

import static io.voider.transport.packet.TwoNamespaces.HOST_A;
import static io.voider.transport.packet.TwoNamespaces.HOST_B;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.voider.ns.MacAddress;
import io.voider.transport.count.Counter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketChannelThroughputIT {

    private static final int PAYLOAD = 200;
    private static final int PER_SECOND = 50_000;
    private static final int SHORT = 100_000;
    private static final int LONG = 1_000_000;
    /** Garbage of each packet is in all of them; a queue that grows once more is in one. */
    private static final int SLICES = 5;
    /** Tcpdump looks at each packet whose number is a multiple of this. */
    private static final int SAMPLE = 64;

    private static final String SAMPLE_FILTER = "udp and udp[11] & " + (SAMPLE - 1) + " = 0";

    private static final PacketOptions OPTIONS = PacketOptions.DEFAULT.withBuffers(128 << 20, 16 << 20);

    private final TwoNamespaces hosts = new TwoNamespaces();
    private final Datagrams.End a = new Datagrams.End(hosts.a(), "a0", HOST_A);
    private final Datagrams.End b = new Datagrams.End(hosts.b(), "b0", HOST_B);

    @AfterEach
    void removeHosts() {
        hosts.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHundredThousandDatagramsPassBetweenVethAndVeth(boolean throughPipeline) throws Exception {
        passBothWaysBetweenVethAndVeth(SHORT, throughPipeline);
    }

    @Test
    void aHundredThousandDatagramsPassBetweenVethAndTun() throws Exception {
        passThroughTun(SHORT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("soak")
    void aMillionDatagramsPassBetweenVethAndVeth(boolean throughPipeline) throws Exception {
        passBothWaysBetweenVethAndVeth(LONG, throughPipeline);
    }

    @Test
    @Tag("soak")
    void aMillionDatagramsPassBetweenVethAndTun() throws Exception {
        passThroughTun(LONG);
    }

    private void passBothWaysBetweenVethAndVeth(int count, boolean throughPipeline) throws Exception {
        Forwarder forth = new Forwarder(throughPipeline);
        Forwarder back = new Forwarder(throughPipeline);
        PacketChannel left = hosts.open("a1", OPTIONS, forth);
        PacketChannel right = hosts.open("b1", OPTIONS, back);
        forth.to(right);
        back.to(left);
        try (Tcpdump tcpdump = new Tcpdump(hosts.b(), "b0", "in", SAMPLE_FILTER, sampled(count));
                Datagrams datagrams = new Datagrams(a, mac("a1"), b, PAYLOAD)) {
            passes(datagrams, count, left, right);
            tcpdump.assertChecksumsRight();
        }
        try (Tcpdump tcpdump = new Tcpdump(hosts.a(), "a0", "in", SAMPLE_FILTER, sampled(count));
                Datagrams datagrams = new Datagrams(b, mac("b1"), a, PAYLOAD)) {
            passes(datagrams, count, right, left);
            tcpdump.assertChecksumsRight();
        }
        assertThat(forth.failure()).isNull();
        assertThat(back.failure()).isNull();
    }

    private void passThroughTun(int count) throws Exception {
        Forwarder forth = new Forwarder(false);
        Forwarder back = new Forwarder(false);
        try (TunEcho echo = new TunEcho(hosts.middle());
                Tcpdump atTun = new Tcpdump(hosts.middle(), "tun0", "out", SAMPLE_FILTER, sampled(count));
                Tcpdump atA = new Tcpdump(hosts.a(), "a0", "in", SAMPLE_FILTER, sampled(count));
                Datagrams datagrams = new Datagrams(a, mac("a1"), a, PAYLOAD)) {
            PacketChannel left = hosts.open("a1", OPTIONS, forth);
            PacketChannel tun = hosts.open("tun0", OPTIONS, back);
            forth.to(tun);
            back.to(left);
            passes(datagrams, count, left, tun);
            assertThat(tun.counters().count(Counter.RECEIVED_PACKETS)).isEqualTo(warmUp(count) + count);
            assertThat(echo.isAlive()).isTrue();
            atTun.assertChecksumsRight();
            atA.assertChecksumsRight();
        }
        assertThat(forth.failure()).isNull();
        assertThat(back.failure()).isNull();
    }

    private static int warmUp(int count) {
        return count / 2;
    }

    private static int sampled(int count) {
        return (warmUp(count) + count + SAMPLE - 1) / SAMPLE;
    }

    private MacAddress mac(String interfaceName) {
        return hosts.middle().links().require(interfaceName).mac().orElseThrow();
    }

    private void passes(Datagrams datagrams, int count, PacketChannel in, PacketChannel out) {
        // Netty's leak detector records a stack trace for every 128th buffer, which is garbage of its own.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        long loopThread = hosts.loop()
                .submit(() -> Thread.currentThread().getId())
                .syncUninterruptibly()
                .getNow();
        long sentBefore = out.counters().count(Counter.SENT_PACKETS);
        datagrams.run(0, warmUp(count), PER_SECOND, Duration.ofSeconds(10));
        double[] perPacketOf = new double[SLICES];
        for (int i = 0; i < SLICES; i++) {
            int slice = count / SLICES;
            long before = allocatedBytes(loopThread);
            datagrams.run(warmUp(count) + i * slice, slice, PER_SECOND, Duration.ofSeconds(10));
            perPacketOf[i] = (double) (allocatedBytes(loopThread) - before) / slice;
        }
        Arrays.sort(perPacketOf);
        double perPacket = perPacketOf[SLICES / 2];
        System.out.printf(
                "%s to %s: %d of %d, %.3f B/packet %s%n",
                in, out, datagrams.arrived(), warmUp(count) + count, perPacket, Arrays.toString(perPacketOf));

        assertThat(datagrams.arrived())
                .as("%s | %s", in.counters(), out.counters())
                .isEqualTo(warmUp(count) + count);
        assertThat(datagrams.duplicates()).isZero();
        assertThat(datagrams.wrongChecksums()).isZero();
        assertThat(out.counters().count(Counter.SENT_PACKETS) - sentBefore).isEqualTo(warmUp(count) + count);
        assertThat(perPacket).as("bytes allocated per packet").isLessThan(1);
    }

    private static long allocatedBytes(long thread) {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread);
    }
}
