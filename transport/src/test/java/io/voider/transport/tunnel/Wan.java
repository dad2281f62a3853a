package io.voider.transport.tunnel;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.voider.ns.Namespace;
import io.voider.transport.shuttle.Path;
import io.voider.transport.shuttle.Shuttle;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The outside between two homes: two namespaces, one cable, and plain UDP through it. */
final class Wan implements AutoCloseable {
    static final String SERVER_ADDRESS = "192.0.2.1";
    static final String CLIENT_ADDRESS = "192.0.2.2";

    final Namespace serverSide;
    final Namespace clientSide;

    Wan(String prefix) {
        serverSide = Namespace.anonymous(prefix + "-wan1");
        clientSide = Namespace.anonymous(prefix + "-wan2");
        for (Namespace each : List.of(serverSide, clientSide)) {
            each.sysctls().set("net/ipv6/conf/all/disable_ipv6", "1");
            each.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
        }
        serverSide.links().createVeth("w0", "w0", clientSide);
        serverSide.addresses().add("w0", SERVER_ADDRESS + "/24");
        clientSide.addresses().add("w0", CLIENT_ADDRESS + "/24");
        serverSide.links().up("w0");
        clientSide.links().up("w0");
    }

    /** One UDP port on each side, joined to the two shuttles. */
    final class Line implements AutoCloseable {
        final End server;
        final End client;

        Line(int port, Shuttle serverShuttle, Shuttle clientShuttle) throws InterruptedException {
            server = new End(
                    serverSide, SERVER_ADDRESS, port, serverShuttle, new InetSocketAddress(CLIENT_ADDRESS, port));
            client = new End(
                    clientSide, CLIENT_ADDRESS, port, clientShuttle, new InetSocketAddress(SERVER_ADDRESS, port));
        }

        void connect() {
            server.shuttle.path(server);
            server.shuttle.eventLoop().submit(() -> {}).syncUninterruptibly();
            client.shuttle.path(client);
        }

        @Override
        public void close() {
            server.channel.close().syncUninterruptibly();
            client.channel.close().syncUninterruptibly();
        }
    }

    static final class End implements Path {
        final Channel channel;
        final Shuttle shuttle;
        final AtomicLong sent = new AtomicLong();
        volatile Consumer<ByteBuf> tap = datagram -> {};
        private InetSocketAddress peer;

        End(Namespace namespace, String address, int port, Shuttle shuttle, InetSocketAddress firstPeer)
                throws InterruptedException {
            this.shuttle = shuttle;
            this.peer = firstPeer;
            IoEventLoop loop = shuttle.eventLoop();
            this.channel = new Bootstrap()
                    .group(loop)
                    .channelFactory(() -> namespace.call(EpollDatagramChannel::new))
                    .handler(new SimpleChannelInboundHandler<DatagramPacket>(false) {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                            peer = packet.sender();
                            shuttle.receive(packet.content());
                        }
                    })
                    .bind(new InetSocketAddress(address, port))
                    .sync()
                    .channel();
        }

        @Override
        public void send(ByteBuf datagram) {
            sent.incrementAndGet();
            tap.accept(datagram);
            channel.write(new DatagramPacket(datagram, peer), channel.voidPromise());
        }

        @Override
        public void flush() {
            channel.flush();
        }
    }

    @Override
    public void close() {
        serverSide.close();
        clientSide.close();
    }
}
