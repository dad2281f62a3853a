package io.voider.transport.packet;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.ns.socket.Offload;
import java.util.concurrent.TimeUnit;

/**
 * Two hosts in namespaces of their own, A at 10.77.1.2 and B at 10.77.2.2, and between them a third namespace, the
 * middle, which has an interface to each and forwards nothing. A's default route leads to {@code a1} in the middle, B's to
 * {@code b1}.
 */
public final class TwoNamespaces implements AutoCloseable {

    public static final int HOST_A = 0x0a4d0102;
    public static final int HOST_B = 0x0a4d0202;

    private final Namespace a;
    private final Namespace b;
    private final Namespace middle;
    private final IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    public TwoNamespaces() {
        Namespace.host();
        group.next().submit(() -> {}).awaitUninterruptibly();
        a = Namespace.anonymous("vt-packet-a");
        b = Namespace.anonymous("vt-packet-b");
        middle = Namespace.anonymous("vt-packet-m");
        host(a, "a0", "a1", "10.77.1.2/24", "10.77.1.1");
        host(b, "b0", "b1", "10.77.2.2/24", "10.77.2.1");
    }

    private void host(Namespace host, String inside, String outside, String prefix, String gateway) {
        host.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
        middle.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
        host.links().createVeth(inside, outside, middle);
        host.links().up("lo");
        host.links().up(inside);
        middle.links().up(outside);
        host.addresses().add(inside, prefix);
        middle.addresses().add(outside, gateway + "/24");
        host.routes().add(Route.to("0.0.0.0/0").via(gateway));
        host.neighbours()
                .set(inside, gateway, middle.links().require(outside).mac().orElseThrow());
        host.call(() -> {
            Offload.disableSegmentation(inside);
            return true;
        });
    }

    public Namespace a() {
        return a;
    }

    public Namespace b() {
        return b;
    }

    public Namespace middle() {
        return middle;
    }

    public EventLoop loop() {
        return group.next();
    }

    /** A channel on an interface of the middle. */
    public PacketChannel open(String interfaceName, PacketOptions options, ChannelHandler handler) {
        return PacketChannel.open(middle, interfaceName, options, loop(), handler)
                .syncUninterruptibly()
                .getNow();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        a.close();
        b.close();
        middle.close();
    }
}
