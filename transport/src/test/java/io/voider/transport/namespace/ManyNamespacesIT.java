package io.voider.transport.namespace;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ManyNamespacesIT {

    @Test
    void fiftyNamespacesAreServedByTwoLoopsAndLeaveNothing() throws Exception {
        serve(50);
    }

    @Test
    @Tag("soak")
    void fiveHundredNamespacesFitInFourHundredMegabytes() throws Exception {
        serve(500);
        assertThat(peakMegabytes()).isLessThan(400);
    }

    private static void serve(int count) throws Exception {
        try (Namespace first = Namespace.anonymous("vt-packet-first")) {
            assertThat(first.links().list()).hasSize(1);
        }
        IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        group.forEach(loop -> loop.execute(() -> {}));
        long before = descriptors();
        List<Namespace> namespaces = new ArrayList<>();
        List<Channel> channels = new ArrayList<>();
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
                    namespace, "lo", PacketOptions.DEFAULT, group.next(), new ChannelInboundHandlerAdapter());
            channels.add(bound.syncUninterruptibly().getNow());
            channels.add(packets.syncUninterruptibly().getNow());
        }
        assertThat(channels).allMatch(Channel::isActive);
        for (Channel channel : channels) {
            channel.close().syncUninterruptibly();
        }
        namespaces.forEach(Namespace::close);
        assertThat(descriptors()).isLessThan(before + 10);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
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
