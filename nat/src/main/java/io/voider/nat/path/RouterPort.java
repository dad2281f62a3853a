package io.voider.nat.path;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.voider.nat.portmap.PortMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link PortMapper} at work, on a socket of its own. Lives on the line's event loop. */
final class RouterPort implements PortMapper.Outputs {
    private final EventLoop loop;
    private final InetSocketAddress server;
    private final Consumer<@Nullable InetSocketAddress> listener;
    private final PortMapper mapper;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> timer;
    private boolean closed;

    RouterPort(
            EventLoop loop,
            Random random,
            InetAddress gateway,
            InetAddress client,
            int port,
            Consumer<@Nullable InetSocketAddress> listener) {
        this.loop = loop;
        this.server = new InetSocketAddress(gateway, PortMapper.SERVER_PORT);
        this.listener = listener;
        this.mapper = new PortMapper(this, random, client, port);
    }

    void open(WanChannels channels) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new EpollDatagramChannel(SocketProtocolFamily.INET))
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                        if (packet.sender().equals(server)) {
                            mapper.receive(System.nanoTime(), packet.content());
                            schedule();
                        }
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        // A router that does not listen answers "unreachable"; the mapper's rest is all it means.
                    }
                });
        Future<Channel> unused = channels.bind(bootstrap, new InetSocketAddress("0.0.0.0", 0))
                .addListener(done -> {
                    if (done.isSuccess()) {
                        Channel opened = (Channel) done.getNow();
                        channel = opened;
                        if (closed) {
                            opened.close();
                        } else {
                            mapper.start(System.nanoTime());
                            schedule();
                        }
                    }
                });
    }

    private void schedule() {
        if (timer != null) {
            timer.cancel(false);
        }
        long deadline = mapper.deadline();
        if (!closed && deadline != Long.MAX_VALUE) {
            timer = loop.schedule(
                    () -> {
                        mapper.timeout(System.nanoTime());
                        schedule();
                    },
                    Math.max(0, deadline - System.nanoTime()),
                    TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void send(byte[] datagram) {
        Channel opened = channel;
        if (opened != null) {
            opened.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), server), opened.voidPromise());
        }
    }

    @Override
    public void mapped(@Nullable InetSocketAddress outside) {
        listener.accept(outside);
    }

    void close() {
        mapper.close();
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
        Channel opened = channel;
        if (opened != null) {
            opened.close();
        }
    }
}
