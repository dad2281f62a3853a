package io.voider.cli.lab.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.voider.ns.Namespace;
import io.voider.transport.packet.Delivery;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Packet;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import io.voider.transport.packet.Udp;
import java.util.concurrent.atomic.AtomicLong;

/** A host at one end of a {@link RelayLab}, which sends any frame it likes and sees everything that reaches it. */
final class RelayHost implements AutoCloseable {
    static final int RTP_LENGTH = 172;
    private static final int ETHERNET = 14;

    private final long station;
    private final long gateway;
    private final PacketChannel channel;
    private final AtomicLong strangers = new AtomicLong();
    private Listener listener = (packet, rtp) -> false;

    /** Takes what arrives: true if it was expected. */
    interface Listener {
        boolean heard(Packet packet, int rtp);
    }

    RelayHost(Namespace namespace, String inside, Namespace middle, String outside, EventLoop loop) {
        station = namespace.links().require(inside).mac().orElseThrow().value();
        gateway = middle.links().require(outside).mac().orElseThrow().value();
        channel = PacketChannel.open(
                        namespace,
                        inside,
                        PacketOptions.DEFAULT.withDelivery(Delivery.FRAMES),
                        loop,
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object message) {
                                if (message instanceof Packet packet && packet.isIpv4()) {
                                    arrived(packet);
                                }
                            }
                        })
                .syncUninterruptibly()
                .getNow();
    }

    private void arrived(Packet packet) {
        // The middle's kernel may complain in its own name about what is malformed; that is not the relay's doing.
        boolean complaint =
                packet.ipv4().protocol() == Ipv4.PROTOCOL_ICMP && (packet.ipv4().source() & 0xff) == 1;
        if (complaint) {
            return;
        }
        if (!packet.isUdp() || !listener.heard(packet, packet.udp().payloadOffset())) {
            strangers.incrementAndGet();
        }
    }

    /** Sets who hears what arrives; on the event loop from then on. */
    void listener(Listener newListener) {
        channel.eventLoop().submit(() -> listener = newListener).syncUninterruptibly();
    }

    /** IPv4 packets that nobody expected. */
    long strangers() {
        return strangers.get();
    }

    PacketChannel channel() {
        return channel;
    }

    /** A frame with an RTP packet in it, checksums left to the channel. */
    ByteBuf rtp(int source, int destination, int port, int payload) {
        int length = Ipv4.HEADER_BYTES + Udp.HEADER_BYTES + payload;
        ByteBuf frame = Unpooled.directBuffer(ETHERNET + length).writeZero(ETHERNET + length);
        frame.setLong(0, gateway << 16 | station >>> 32);
        frame.setInt(8, (int) station);
        frame.setShort(12, 0x0800);
        new Ipv4().wrap(frame, ETHERNET).write(length, 1, 64, Ipv4.PROTOCOL_UDP, source, destination);
        new Udp().wrap(frame, ETHERNET + Ipv4.HEADER_BYTES).write(5_004, port, Udp.HEADER_BYTES + payload);
        if (payload > 0) {
            frame.setByte(payloadOffset(), 0x80);
        }
        return frame;
    }

    /** Where the RTP begins in a frame of {@link #rtp}. */
    static int payloadOffset() {
        return ETHERNET + Ipv4.HEADER_BYTES + Udp.HEADER_BYTES;
    }

    /** Sends a frame with the batch that {@code flush} ends; on the event loop. */
    void transmit(ByteBuf frame) {
        channel.transmit(frame, 0, frame.writerIndex());
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
