package io.voider.nat.path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.voider.nat.ice.AgentOutputs;
import io.voider.nat.ice.Base;
import java.net.InetSocketAddress;

/** One bound UDP socket of a line. */
final class WanSocket {
    private static final int IPPROTO_IP = 0;
    private static final int IP_TTL = 2;
    private static final ChannelOption<Integer> TTL = new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, IP_TTL);

    final Base base;
    final DatagramChannel channel;
    private final int ttl;

    WanSocket(Base base, DatagramChannel channel) {
        this.base = base;
        this.channel = channel;
        this.ttl = base.kind() == Base.Kind.IPV4 ? channel.config().getOption(TTL) : 0;
    }

    int port() {
        return channel.localAddress().getPort();
    }

    void write(InetSocketAddress to, ByteBuf datagram) {
        channel.write(new DatagramPacket(datagram, to), channel.voidPromise());
    }

    /** Sends at once. A lifetime of its own is set on the socket around the one system call that sends it. */
    void send(InetSocketAddress to, byte[] datagram, int lifetime) {
        boolean special = lifetime != AgentOutputs.DEFAULT_TTL && base.kind() == Base.Kind.IPV4;
        if (special) {
            channel.flush();
            channel.config().setOption(TTL, lifetime);
        }
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to), channel.voidPromise());
        if (special) {
            channel.config().setOption(TTL, ttl);
        }
    }
}
