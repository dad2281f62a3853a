package io.voider.rtp.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.Pinhole;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.PacketChecksums;
import io.voider.transport.packet.Udp;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the JVM compile the packet path before the first call needs it: in its first second a cold JVM delays packets by
 * hundreds of milliseconds. Made-up packets go through a gate of their own; nothing is sent.
 */
public final class RelayWarmUp {
    /** As many packets as it takes until nothing is compiled anew. */
    public static final int PACKETS = 60_000;

    private static final int STREAMS = 16;
    private static final int PAYLOAD = 172;
    private static final int LENGTH = Ipv4.HEADER_BYTES + Udp.HEADER_BYTES + PAYLOAD;
    private static final int SENDER = 0xac100001;
    private static final int DIALLED = 0x0a020101;
    private static final int PORT = 4_000;

    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);
    private final MediaForwarder forwarder = new MediaForwarder(gate.leg(0), RelayOptions.DEFAULT, new RelayCounters());
    private final ByteBuf packet = Unpooled.directBuffer(LENGTH).writeZero(LENGTH);
    private final ByteBuf sent = Unpooled.directBuffer(LENGTH).writeZero(LENGTH);
    private final Ipv4 ip = new Ipv4();
    private final Udp udp = new Udp();

    private RelayWarmUp() {
        List<Pinhole> pinholes = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            pinholes.add(
                    new Pinhole(1, 0, 1, SENDER, DIALLED, PORT + 2 * i, 0xac1d0201, 0xac1d0101, PayloadTypes.STATIC));
        }
        gate.open("warm-up", pinholes, 0);
    }

    /** Takes about a second of one core; off event loops. */
    public static void run() {
        RelayWarmUp warmUp = new RelayWarmUp();
        try {
            for (int i = 0; i < PACKETS; i++) {
                warmUp.onePacket(i);
            }
        } finally {
            warmUp.packet.release();
            warmUp.sent.release();
        }
    }

    private void onePacket(int i) {
        int stream = i % STREAMS;
        // Every hundredth is nobody's, so that the way past the relay is compiled, too.
        int port = i % 100 == 99 ? 9 : PORT + 2 * stream;
        ip.wrap(packet, 0).write(LENGTH, i & 0xffff, 64, Ipv4.PROTOCOL_UDP, SENDER, DIALLED);
        udp.wrap(packet, Ipv4.HEADER_BYTES).write(PORT, port, Udp.HEADER_BYTES + PAYLOAD);
        int rtp = udp.payloadOffset();
        packet.setShort(rtp, 0x8000);
        packet.setShort(rtp + 2, i / STREAMS);
        packet.setInt(rtp + 4, i / STREAMS * 160);
        packet.setInt(rtp + 8, stream);
        PacketChecksums.finish(packet, 0, LENGTH);
        if (Ipv4.isSound(packet, 0, LENGTH)
                && forwarder.datagram(ip, udp, i * 1_000_000L) == MediaForwarder.Verdict.FORWARD) {
            packet.getBytes(0, sent, 0, LENGTH);
            PacketChecksums.finish(sent, 0, LENGTH);
        }
    }
}
