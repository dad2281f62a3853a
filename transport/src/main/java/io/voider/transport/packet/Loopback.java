package io.voider.transport.packet;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.voider.ns.Namespace;

/**
 * A packet channel on the loopback interface of an empty namespace of its own: whatever it sends comes back to it, and nobody
 * else is there. For getting the packet path warm.
 */
public final class Loopback implements AutoCloseable {
    private static final String INTERFACE = "lo";
    private static final int MTU = 1500;

    private final Namespace namespace;
    private final PacketChannel channel;

    private Loopback(Namespace namespace, PacketChannel channel) {
        this.namespace = namespace;
        this.channel = channel;
    }

    /**
     * Makes one. Blocks, so not on an event loop.
     *
     * @param loop an event loop of epoll
     * @param handler reads what was sent
     * @throws io.voider.ns.KernelException if CAP_SYS_ADMIN, CAP_NET_ADMIN or CAP_NET_RAW is lacking; nothing stays open
     */
    public static Loopback open(EventLoop loop, ChannelHandler handler) {
        Namespace namespace = Namespace.anonymous("loopback");
        try {
            namespace.links().mtu(INTERFACE, MTU);
            namespace.links().up(INTERFACE);
            PacketChannel channel = PacketChannel.open(namespace, INTERFACE, PacketOptions.DEFAULT, loop, handler)
                    .syncUninterruptibly()
                    .getNow();
            return new Loopback(namespace, channel);
        } catch (RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    public PacketChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        namespace.close();
    }
}
