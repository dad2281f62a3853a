package io.voider.transport.namespace;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Future;
import io.voider.ns.Namespace;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program that {@link ManyNamespacesIT} starts in a virtual machine of its own: opens a packet channel and a datagram
 * channel in each of many namespaces, all served by two loops, and closes them.
 */
final class ManyNamespaces {

    private ManyNamespaces() {}

    /** What it took. */
    record Figures(int active, long openMillis, long peakMegabytes, long descriptorsLeft) {

        static Figures parse(String line) {
            String[] figures = line.split(" ", -1);
            return new Figures(
                    Integer.parseInt(figures[0]),
                    Long.parseLong(figures[1]),
                    Long.parseLong(figures[2]),
                    Long.parseLong(figures[3]));
        }

        String line() {
            return active + " " + openMillis + " " + peakMegabytes + " " + descriptorsLeft;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Figures figures = serve(Integer.parseInt(arguments[0]));
        System.out.println(figures.line());
    }

    private static Figures serve(int count) throws Exception {
        IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        group.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        List<Channel> first = new ArrayList<>();
        close(first, open(group, 1, first));
        long before = descriptors();
        long start = System.nanoTime();
        List<Channel> channels = new ArrayList<>();
        List<Namespace> namespaces = open(group, count, channels);
        long openMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        int active = (int) channels.stream().filter(Channel::isActive).count();
        close(channels, namespaces);
        long left = descriptors() - before;
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        return new Figures(active, openMillis, peakMegabytes(), left);
    }

    private static List<Namespace> open(IoEventLoopGroup group, int count, List<Channel> channels) {
        List<Namespace> namespaces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Namespace namespace = Namespace.anonymous("vt-packet-" + i);
            namespaces.add(namespace);
            namespace.links().up("lo");
            Bootstrap datagram = new Bootstrap()
                    .group(group)
                    .channel(EpollDatagramChannel.class)
                    .handler(new ChannelInboundHandlerAdapter());
            Future<Channel> bound = NamespaceChannels.bind(
                    namespace, datagram, new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060));
            Future<PacketChannel> packets = PacketChannel.open(
                    namespace,
                    "lo",
                    PacketOptions.DEFAULT.withBuffers(64 << 10, 4 << 20),
                    group.next(),
                    new ChannelInboundHandlerAdapter());
            channels.add(bound.syncUninterruptibly().getNow());
            channels.add(packets.syncUninterruptibly().getNow());
        }
        return namespaces;
    }

    private static void close(List<Channel> channels, List<Namespace> namespaces) {
        for (Channel channel : channels) {
            channel.close().syncUninterruptibly();
        }
        namespaces.forEach(Namespace::close);
    }

    private static long peakMegabytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String peak =
                    lines.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow();
            return Long.parseLong(peak.replaceAll("\\D", "")) / 1024;
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> list = Files.list(Path.of("/proc/self/fd"))) {
            return list.count();
        }
    }
}
