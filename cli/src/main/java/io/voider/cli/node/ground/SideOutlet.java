package io.voider.cli.node.ground;

import io.netty.buffer.ByteBuf;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.SwitchboardOutputs;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Checksum;
import io.voider.transport.packet.Fragmentation;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.Udp;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends the exchange's datagrams as packets, in fragments where they must be. Sending is for the signalling loop alone.
 */
public final class SideOutlet implements SwitchboardOutputs {
    private static final int TIME_TO_LIVE = 64;
    private static final int ADDRESSES = 12;
    private static final int UDP_CHECKSUM = 6;
    private static final int UDP_PAYLOAD = Ipv4.HEADER_BYTES + Udp.HEADER_BYTES;

    private final Map<Network, PacketChannel> channels = new ConcurrentHashMap<>();
    private final Counters<Counter> counters = new Counters<>(Counter.class);
    private int identification;

    /** What was cut into fragments, and what met no channel. */
    public Counters<Counter> counters() {
        return counters;
    }

    /** From now in that network is reached through {@code channel}. */
    public void attach(Network network, PacketChannel channel) {
        channels.put(network, channel);
        channel.closeFuture().addListener(closed -> channels.remove(network, channel));
    }

    @Override
    public void send(Network network, Datagram datagram) {
        PacketChannel channel = channels.get(network);
        try {
            if (channel == null) {
                counters.increment(Counter.DROPPED_SEND_CLOSED);
            } else {
                send(channel, datagram);
            }
        } finally {
            datagram.payload().release();
        }
    }

    private void send(PacketChannel channel, Datagram datagram) {
        int payload = datagram.payload().readableBytes();
        int length = UDP_PAYLOAD + payload;
        ByteBuf packet = channel.alloc().directBuffer(length);
        packet.writerIndex(length);
        new Ipv4()
                .wrap(packet, 0)
                .write(
                        length,
                        identification++ & 0xffff,
                        TIME_TO_LIVE,
                        Ipv4.PROTOCOL_UDP,
                        datagram.source(),
                        datagram.destination());
        packet.setBytes(UDP_PAYLOAD, datagram.payload(), datagram.payload().readerIndex(), payload);
        new Udp()
                .wrap(packet, Ipv4.HEADER_BYTES)
                .write(datagram.sourcePort(), datagram.destinationPort(), Udp.HEADER_BYTES + payload);
        packet.setShort(Ipv4.HEADER_BYTES + UDP_CHECKSUM, checksum(packet, Udp.HEADER_BYTES + payload));
        dispatch(channel, packet);
    }

    /** RFC 768's, over the pseudo header too. The channel makes whole packets' anew, but cannot make that of fragments. */
    private static int checksum(ByteBuf packet, int udpLength) {
        long pseudo = Checksum.sum(packet, ADDRESSES, 8) + Ipv4.PROTOCOL_UDP + udpLength;
        int checksum = Checksum.ofSum(pseudo + Checksum.sum(packet, Ipv4.HEADER_BYTES, udpLength));
        return checksum == 0 ? 0xffff : checksum;
    }

    private void dispatch(PacketChannel out, ByteBuf packet) {
        if (packet.readableBytes() <= out.mtu()) {
            out.writeAndFlush(packet, out.voidPromise());
            return;
        }
        try {
            Fragmentation.fragment(packet, out.mtu(), out.alloc(), counters, out::write);
            out.flush();
        } finally {
            packet.release();
        }
    }
}
