package io.voider.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.MediaKind;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.rtp.relay.MediaForwarder;
import io.voider.rtp.relay.RelayCounter;
import io.voider.rtp.relay.RelayOptions;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.PacketChecksums;
import io.voider.transport.packet.Udp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the relay does for one packet of voice (172 bytes of RTP, 200 in all), without sockets: passage lookup, quality,
 * rewriting, full checksums. Run with {@code -prof gc} for the bytes allocated. Needs no root.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx256m"})
public class RelayHotPath {
    private static final int RTP_LENGTH = 172;
    private static final int LENGTH = Ipv4.HEADER_BYTES + Udp.HEADER_BYTES + RTP_LENGTH;
    private static final int SLOT = 256;
    private static final int BATCH = 64;
    private static final int SENDER = 0xac100001;
    private static final int DIALLED = 0x0a020101;
    private static final int FIRST_PORT = 10_000;
    private static final int STREAMS_PER_CALL = 64;

    /** Passages open at the same time. */
    @Param({"2", "1000", "4096"})
    private int passages;

    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);
    private final Counters<RelayCounter> counters = new Counters<>(RelayCounter.class);
    private final ByteBuf slots = Unpooled.directBuffer(BATCH * SLOT).writeZero(BATCH * SLOT);
    private final Ipv4[] headers = new Ipv4[BATCH];
    private final Udp[] datagrams = new Udp[BATCH];

    @SuppressWarnings("NullAway.Init") // made in @Setup
    private MediaForwarder forwarder;

    private int stream;
    private int sequence;
    private long nowNanos;

    /** Opens the passages and lays packets into a batch of slots, as the channel does. */
    @Setup
    public void open() {
        for (int first = 0; first < passages; first += STREAMS_PER_CALL) {
            List<Passage> call = new ArrayList<>();
            for (int i = first; i < Math.min(passages, first + STREAMS_PER_CALL); i++) {
                call.add(new Passage(
                        0,
                        1,
                        SENDER,
                        DIALLED,
                        FIRST_PORT + i,
                        0xac1d0201,
                        0xac1d0101,
                        MediaKind.AUDIO,
                        PayloadTypes.STATIC));
            }
            gate.open(first, call, 0);
        }
        forwarder = new MediaForwarder(gate.leg(0), RelayOptions.DEFAULT, counters);
        for (int slot = 0; slot < BATCH; slot++) {
            headers[slot] = new Ipv4().wrap(slots, slot * SLOT);
            datagrams[slot] = new Udp().wrap(slots, slot * SLOT + Ipv4.HEADER_BYTES);
            slots.setByte(slot * SLOT + Ipv4.HEADER_BYTES + Udp.HEADER_BYTES, 0x80);
        }
    }

    /** One packet of the next stream; laying it into its slot counts, too. */
    @Benchmark
    public MediaForwarder.Fate onePacket() {
        if (++stream == passages) {
            stream = 0;
            sequence++;
            nowNanos += 20_000_000;
        }
        int slot = stream % BATCH;
        int at = slot * SLOT;
        Ipv4 ip = headers[slot];
        ip.write(LENGTH, sequence & 0xffff, 64, Ipv4.PROTOCOL_UDP, SENDER, DIALLED);
        Udp udp = datagrams[slot].write(5_004, FIRST_PORT + stream, Udp.HEADER_BYTES + RTP_LENGTH);
        int rtp = at + Ipv4.HEADER_BYTES + Udp.HEADER_BYTES;
        slots.setShort(rtp + 2, sequence);
        slots.setInt(rtp + 4, sequence * 160);
        slots.setInt(rtp + 8, stream);
        MediaForwarder.Fate fate = forwarder.datagram(ip, udp, nowNanos);
        PacketChecksums.finish(slots, at, LENGTH);
        return fate;
    }
}
