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
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The ways that are compared, each in namespaces of its own: a wire, forwarding by the kernel, address translation by nftables,
 * a Netty datagram channel, and voider's relay.
 */
final class RtpPaths implements AutoCloseable {
    private static final int PORT = 40_000;
    private static final InetSocketAddress RECEIVER = new InetSocketAddress("198.18.2.2", PORT);
    private static final InetSocketAddress MIDDLE = new InetSocketAddress("198.18.1.1", PORT);

    private final List<RtpPath> paths = new ArrayList<>();
    private final Deque<Runnable> open = new ArrayDeque<>();
    private final IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    RtpPaths() throws Exception {
        Namespace.host();
        group.next().submit(() -> {}).syncUninterruptibly();
        try {
            addWire();
            addKernel();
            addNftables();
            addNetty();
            addVoider();
        } catch (Exception | Error failure) {
            close();
            throw failure;
        }
    }

    List<RtpPath> all() {
        return paths;
    }

    private void addWire() throws Exception {
        Namespace a = namespace("wire-a");
        Namespace b = namespace("wire-b");
        connect(a, "a0", "198.18.2.1/24", b, "b0", "198.18.2.2/24");
        add("a wire", a, RECEIVER, b);
    }

    private void addKernel() throws Exception {
        Host hosts = hosts("kernel");
        hosts.middle.sysctls().set("net/ipv4/ip_forward", "1");
        add("kernel forwarding", hosts.a, RECEIVER, hosts.b);
    }

    private void addNftables() throws Exception {
        Host hosts = hosts("nft");
        hosts.middle.sysctls().set("net/ipv4/ip_forward", "1");
        Process nft = hosts.middle.start(new ProcessBuilder("nft", "-f", "-")).get(10, TimeUnit.SECONDS);
        nft.getOutputStream().write("""
            table ip nat {
              chain pre { type nat hook prerouting priority dstnat; ip daddr 198.18.1.1 dnat to 198.18.2.2; }
              chain post { type nat hook postrouting priority srcnat; oifname "b1" snat to 198.18.2.1; }
            }
            """.getBytes(StandardCharsets.US_ASCII));
        nft.getOutputStream().close();
        if (nft.waitFor() != 0) {
            throw new IllegalStateException("nft refused the rules; is nftables installed?");
        }
        add("nftables", hosts.a, MIDDLE, hosts.b);
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
        add("Netty datagram channel", hosts.a, MIDDLE, hosts.b);
    }

    private void addVoider() throws Exception {
        RelayLab lab = new RelayLab(name("voider"), 1, Distinction.ADDRESS);
        open.push(lab::close);
        add("voider", lab.a(), new InetSocketAddress("10.2.1.1", PORT), lab.b());
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
        Namespace a = namespace(label + "-a");
        Namespace middle = namespace(label + "-m");
        Namespace b = namespace(label + "-b");
        connect(a, "a0", "198.18.1.2/24", middle, "a1", "198.18.1.1/24");
        connect(b, "b0", "198.18.2.2/24", middle, "b1", "198.18.2.1/24");
        a.routes().add(Route.to("0.0.0.0/0").via("198.18.1.1"));
        b.routes().add(Route.to("0.0.0.0/0").via("198.18.2.1"));
        return new Host(a, middle, b);
    }

    private static void connect(
            Namespace one, String oneLink, String oneAddress, Namespace two, String twoLink, String twoAddress) {
        one.links().createVeth(oneLink, twoLink, two);
        one.addresses().add(oneLink, oneAddress);
        two.addresses().add(twoLink, twoAddress);
        one.links().up(oneLink);
        two.links().up(twoLink);
    }

    private static String name(String label) {
        return "vt-rtp-bench-" + ProcessHandle.current().pid() + "-" + label;
    }

    private Namespace namespace(String label) {
        Namespace namespace = Namespace.anonymous(name(label));
        open.push(namespace::close);
        return namespace;
    }

    private void add(String name, Namespace from, InetSocketAddress target, Namespace to) throws IOException {
        DatagramChannel sender = from.call(DatagramChannel::open);
        sender.configureBlocking(false);
        DatagramChannel receiver = to.call(DatagramChannel::open);
        receiver.configureBlocking(false);
        receiver.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
        receiver.bind(new InetSocketAddress("198.18.2.2", PORT));
        RtpPath path = new RtpPath(name, sender, target, receiver);
        open.push(path::close);
        paths.add(path);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        open.forEach(Runnable::run);
        open.clear();
    }
}
