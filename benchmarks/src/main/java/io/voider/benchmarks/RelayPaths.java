package io.voider.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.voider.cli.lab.relay.RelayLab;
import io.voider.cli.lab.relay.RelayLab.Distinction;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.transport.namespace.NamespaceChannels;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The ways that are compared, each in namespaces of its own: a wire, forwarding by the kernel, address translation by nftables,
 * a Netty datagram channel, and voider's relay.
 */
final class RelayPaths {
    static final String WIRE = "a wire";
    static final String KERNEL = "kernel forwarding";
    static final String NFTABLES = "nftables";
    static final String NETTY = "Netty datagram channel";
    static final String VOIDER = "voider";

    private static final int PORT = 40_000;
    private static final InetSocketAddress RECEIVER = new InetSocketAddress("198.18.2.2", PORT);
    private static final InetSocketAddress MIDDLE = new InetSocketAddress("198.18.1.1", PORT);

    private final Wiring wiring;
    private final IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    private RelayPaths(Wiring wiring) {
        this.wiring = wiring;
        wiring.own(() -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS));
        group.next().submit(() -> {}).syncUninterruptibly();
    }

    /** Makes them all. */
    static void add(Wiring wiring) throws Exception {
        RelayPaths ways = new RelayPaths(wiring);
        ways.addWire();
        ways.addKernel();
        ways.addNftables();
        ways.addNetty();
        ways.addVoider();
    }

    private void addWire() throws Exception {
        Namespace a = wiring.namespace("wire-a");
        Namespace b = wiring.namespace("wire-b");
        Wiring.connect(a, "a0", "198.18.2.1/24", b, "b0", "198.18.2.2/24");
        add(WIRE, a, RECEIVER, b);
    }

    private void addKernel() throws Exception {
        Host hosts = hosts("kernel");
        hosts.middle.sysctls().set("net/ipv4/ip_forward", "1");
        add(KERNEL, hosts.a, RECEIVER, hosts.b);
    }

    private void addNftables() throws Exception {
        Host hosts = hosts("nft");
        hosts.middle.sysctls().set("net/ipv4/ip_forward", "1");
        Wiring.rules(hosts.middle, """
            table ip nat {
              chain pre { type nat hook prerouting priority dstnat; ip daddr 198.18.1.1 dnat to 198.18.2.2; }
              chain post { type nat hook postrouting priority srcnat; oifname "b1" snat to 198.18.2.1; }
            }
            """);
        add(NFTABLES, hosts.a, MIDDLE, hosts.b);
    }

    private void addNetty() throws Exception {
        Host hosts = hosts("netty");
        NamespaceChannels.bind(
                        hosts.middle,
                        new Bootstrap()
                                .group(group)
                                .channel(EpollDatagramChannel.class)
                                .handler(new DatagramRelay()),
                        MIDDLE)
                .syncUninterruptibly();
        add(NETTY, hosts.a, MIDDLE, hosts.b);
    }

    private void addVoider() throws Exception {
        RelayLab lab = new RelayLab(Wiring.name("voider"), 1, Distinction.ADDRESS);
        wiring.own(lab::close);
        add(VOIDER, lab.a(), new InetSocketAddress("10.2.1.1", PORT), lab.b());
    }

    @ChannelHandler.Sharable
    private static final class DatagramRelay extends ChannelInboundHandlerAdapter {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // a void promise: failures reach exceptionCaught
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(new DatagramPacket(((DatagramPacket) message).content(), RECEIVER), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    private record Host(Namespace a, Namespace middle, Namespace b) {}

    private Host hosts(String label) {
        Namespace a = wiring.namespace(label + "-a");
        Namespace middle = wiring.namespace(label + "-m");
        Namespace b = wiring.namespace(label + "-b");
        Wiring.connect(a, "a0", "198.18.1.2/24", middle, "a1", "198.18.1.1/24");
        Wiring.connect(b, "b0", "198.18.2.2/24", middle, "b1", "198.18.2.1/24");
        a.routes().add(Route.to("0.0.0.0/0").via("198.18.1.1"));
        b.routes().add(Route.to("0.0.0.0/0").via("198.18.2.1"));
        return new Host(a, middle, b);
    }

    private void add(String name, Namespace from, InetSocketAddress target, Namespace to) throws IOException {
        DatagramChannel sender = from.call(DatagramChannel::open);
        DatagramChannel receiver = to.call(DatagramChannel::open);
        receiver.bind(RECEIVER);
        wiring.add(new RtpPath(name, List.of(new RtpPath.Stream(sender, target, receiver))));
    }
}
