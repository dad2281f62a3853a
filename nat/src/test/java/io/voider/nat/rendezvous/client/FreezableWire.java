package io.voider.nat.rendezvous.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** TCP connections carried to a server, which can be made to carry nothing more and not to say so: as a NAT that forgets. */
final class FreezableWire implements AutoCloseable {
    private final Channel listener;
    private final List<Channel> ends = new CopyOnWriteArrayList<>();

    FreezableWire(EventLoopGroup group, InetSocketAddress server) {
        listener = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel near) {
                        join(near, server);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    private void join(SocketChannel near, InetSocketAddress server) {
        new Bootstrap()
                .group(near.eventLoop())
                .channel(EpollSocketChannel.class)
                .handler(new Forwarder(near))
                .connect(server)
                .addListener((ChannelFutureListener) connected -> {
                    Channel far = connected.channel();
                    near.pipeline().addLast(new Forwarder(far));
                    ends.addAll(List.of(near, far));
                    near.config().setAutoRead(true);
                });
    }

    private static final class Forwarder extends ChannelInboundHandlerAdapter {
        private final Channel to;
        private volatile boolean frozen;

        Forwarder(Channel to) {
            this.to = to;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (frozen) {
                ReferenceCountUtil.release(message);
            } else {
                to.writeAndFlush(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            to.close();
        }
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** How many connections there have been. */
    int connections() {
        return ends.size() / 2;
    }

    /** Nothing passes the present connections any more; those made later are not concerned. */
    void freeze() {
        ends.forEach(end -> end.pipeline().get(Forwarder.class).frozen = true);
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        ends.forEach(end -> end.close().syncUninterruptibly());
    }
}
