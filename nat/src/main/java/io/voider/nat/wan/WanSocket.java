package io.voider.nat.wan;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.nat.ice.AgentOutputs;
import io.voider.nat.ice.Base;
import io.voider.transport.datagram.UdpChannel;
import java.net.InetSocketAddress;

/** One bound UDP socket of a line. */
public final class WanSocket {
    public final Base base;
    private final UdpChannel channel;
    private final int port;

    WanSocket(Base base, UdpChannel channel) {
        this.base = base;
        this.channel = channel;
        this.port = channel.port();
    }

    int port() {
        return port;
    }

    /** Sends, perhaps not before {@link #flush}. The datagram is the socket's from now on. */
    public void write(InetSocketAddress to, ByteBuf datagram) {
        channel.send(datagram, to);
    }

    /** Sends what was written to any line's socket on this event loop. */
    public static void flush() {
        UdpChannel.flushSent();
    }

    /** Sends at once. A lifetime of its own is set on the socket around the one system call that sends it. */
    public void send(InetSocketAddress to, byte[] datagram, int lifetime) {
        boolean special = lifetime != AgentOutputs.DEFAULT_TTL && base.kind() == Base.Kind.IPV4;
        if (special) {
            channel.timeToLive(lifetime);
        }
        channel.send(Unpooled.wrappedBuffer(datagram), to);
        flush();
        if (special) {
            channel.timeToLive(0);
        }
    }

    void inCall(boolean value) {
        channel.inCall(value);
    }

    int takeDropped() {
        return channel.takeDropped();
    }

    void close() {
        channel.close();
    }
}
