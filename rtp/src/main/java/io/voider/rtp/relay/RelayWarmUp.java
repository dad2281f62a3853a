package io.voider.rtp.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.MediaKind;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Loopback;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.Udp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has the JVM load and compile the packet path before the first call needs it: in its first second a cold JVM delays packets by
 * hundreds of milliseconds.
 *
 * <p>Made-up packets go through a relay and a gate of their own, over a real channel that leads back to itself: each passes
 * {@value #ROUND_TRIPS} times, from the kernel to the kernel, until its time to live is used up.
 */
public final class RelayWarmUp {
    /** Bursts, one for each sequence number: as many as it takes until nothing is compiled anew. */
    private static final int BURSTS = 600;

    private static final int STREAMS = 16;
    private static final int ROUND_TRIPS = 4;
    private static final long BURST_MICROS = 200;
    private static final long PATIENCE_SECONDS = 30;

    private static final int PAYLOAD = 172;
    private static final int LENGTH = Ipv4.HEADER_BYTES + Udp.HEADER_BYTES + PAYLOAD;
    private static final int SENDER = 0xac100001;
    private static final int DIALLED = 0x0a020101;
    private static final int PORT = 4_000;
    private static final int NOBODYS_PORT = 9;

    private final PacketChannel channel;
    private final ByteBuf packet = Unpooled.directBuffer(LENGTH).writeZero(LENGTH);
    private final Ipv4 ip = new Ipv4();
    private final Udp udp = new Udp();
    private final CountDownLatch done = new CountDownLatch(1);
    private int bursts;

    private RelayWarmUp(PacketChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes about half a second of one core; off event loops. Needs the privileges of a node.
     *
     * @throws io.voider.ns.KernelException if they are lacking
     */
    public static void run() {
        IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        group.next().submit(() -> {}).syncUninterruptibly();
        MediaGate gate = new MediaGate(GateLimits.DEFAULT.withHighestRates());
        List<Passage> circles = new ArrayList<>();
        for (int stream = 0; stream < STREAMS; stream++) {
            int port = PORT + 2 * stream;
            circles.add(
                    new Passage(0, 0, SENDER, DIALLED, port, SENDER, DIALLED, MediaKind.AUDIO, PayloadTypes.STATIC));
        }
        gate.open(0, circles, System.nanoTime());
        MediaRelay relay = new MediaRelay(gate, RelayOptions.DEFAULT, System::nanoTime);
        try (Loopback loopback = Loopback.open(group.next(), relay.handler(0))) {
            new RelayWarmUp(loopback.channel()).sendAll();
        } catch (InterruptedException endingSoon) {
            Thread.currentThread().interrupt();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void sendAll() throws InterruptedException {
        channel.eventLoop().execute(this::burst);
        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the warm-up ended after burst " + bursts + ": " + channel.counters());
        }
    }

    private void burst() {
        for (int stream = 0; stream < STREAMS; stream++) {
            write(stream);
            channel.transmit(packet, 0, LENGTH);
        }
        channel.flush();
        if (++bursts < BURSTS) {
            Object unused = channel.eventLoop().schedule(this::burst, BURST_MICROS, TimeUnit.MICROSECONDS);
        } else {
            packet.release();
            done.countDown();
        }
    }

    private void write(int stream) {
        // Now and then one belongs to no call, so that the way past the relay is known, too.
        boolean nobodys = stream == 0 && bursts % 8 == 0;
        int port = nobodys ? NOBODYS_PORT : PORT + 2 * stream;
        ip.wrap(packet, 0).write(LENGTH, bursts, ROUND_TRIPS + 1, Ipv4.PROTOCOL_UDP, SENDER, DIALLED);
        udp.wrap(packet, Ipv4.HEADER_BYTES).write(PORT, port, Udp.HEADER_BYTES + PAYLOAD);
        int rtp = udp.payloadOffset();
        packet.setShort(rtp, 0x8000);
        packet.setShort(rtp + 2, bursts);
        packet.setInt(rtp + 4, bursts * 160);
        packet.setInt(rtp + 8, stream);
    }
}
