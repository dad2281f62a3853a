package io.voider.transport.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.CharsetUtil;
import io.netty.util.concurrent.Future;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceChannelsIT {

    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060);

    private final IoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Namespace one = Namespace.anonymous("vt-packet-one");
    private final Namespace two = Namespace.anonymous("vt-packet-two");

    @Sharable
    private static final class Greeter extends ChannelInboundHandlerAdapter {
        private final String greeting;

        Greeter(String greeting) {
            this.greeting = greeting;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            Object unused = context.writeAndFlush(Unpooled.copiedBuffer(greeting, CharsetUtil.UTF_8));
        }
    }

    @BeforeEach
    void up() {
        one.links().up("lo");
        two.links().up("lo");
    }

    @AfterEach
    void remove() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        one.close();
        two.close();
    }

    @Test
    void theSameAddressIsServedInTwoNamespacesByOneLoop() throws Exception {
        for (Namespace namespace : new Namespace[] {one, two}) {
            ServerBootstrap server = new ServerBootstrap()
                    .group(group)
                    .channel(EpollServerSocketChannel.class)
                    .childHandler(new Greeter(namespace.name()));
            assertThat(NamespaceChannels.bind(namespace, server, ADDRESS)
                            .await()
                            .isSuccess())
                    .isTrue();
        }
        for (Namespace namespace : new Namespace[] {one, two}) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            Bootstrap client = new Bootstrap()
                    .group(group)
                    .channel(EpollSocketChannel.class)
                    .handler(new SimpleChannelInboundHandler<ByteBuf>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
                            heard.add(bytes.toString(CharsetUtil.UTF_8));
                        }
                    });
            Future<Channel> connected = NamespaceChannels.connect(namespace, client, ADDRESS);
            assertThat(connected.await().isSuccess()).isTrue();
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(namespace.name());
            connected.getNow().close().sync();
        }
    }

    @Test
    void aUnixDomainServerIsOpened(@TempDir Path directory) throws Exception {
        ServerBootstrap server = new ServerBootstrap()
                .group(group)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new Greeter("hello"));
        DomainSocketAddress path =
                new DomainSocketAddress(directory.resolve("s").toString());
        assertThat(NamespaceChannels.bind(one, server, path).await().isSuccess())
                .isTrue();
        assertThat(directory.resolve("s")).exists();
    }

    @Test
    void theLoopStaysInTheNamespaceItWasStartedIn() throws Exception {
        Bootstrap datagram = datagram();
        assertThat(NamespaceChannels.bind(one, datagram, ADDRESS).await().isSuccess())
                .isTrue();
        Path here = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
        Path loop = group.next()
                .submit(() -> Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")))
                .sync()
                .getNow();
        assertThat(loop).isEqualTo(here);
    }

    @Test
    void failuresLeaveNoDescriptor() throws Exception {
        assertThat(NamespaceChannels.bind(one, datagram(), ADDRESS).await().isSuccess())
                .isTrue();
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            Future<Channel> taken =
                    NamespaceChannels.bind(one, datagram(), ADDRESS).await();
            assertThat(taken.cause()).hasMessageContaining("in use");
            Bootstrap client = new Bootstrap()
                    .group(group)
                    .channel(EpollSocketChannel.class)
                    .handler(new ChannelInboundHandlerAdapter());
            assertThat(NamespaceChannels.connect(two, client, ADDRESS).await().cause())
                    .isNotNull();
        }
        group.next().submit(() -> {}).sync();
        assertThat(descriptors()).isLessThan(before + 10);
    }

    @Test
    void aClosedNamespaceFailsTheFuture() throws Exception {
        Namespace gone = Namespace.anonymous("vt-packet-gone");
        gone.close();
        assertThat(NamespaceChannels.bind(gone, datagram(), ADDRESS).await().cause())
                .isInstanceOf(IllegalStateException.class);
    }

    private Bootstrap datagram() {
        return new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> list = Files.list(Path.of("/proc/self/fd"))) {
            return list.count();
        }
    }
}
