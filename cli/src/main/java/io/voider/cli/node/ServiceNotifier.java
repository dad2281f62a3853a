package io.voider.cli.node;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd how the service is, by the protocol of {@code sd_notify(3)}: a datagram to the Unix socket that {@code
 * NOTIFY_SOCKET} names. Without systemd it tells nobody.
 */
public final class ServiceNotifier implements AutoCloseable {
    private final @Nullable DomainSocketAddress socket;
    private final @Nullable EventLoopGroup group;
    private final @Nullable Channel channel;

    private ServiceNotifier(@Nullable String path, long watchdogMicros) {
        if (path == null || path.isEmpty()) {
            socket = null;
            group = null;
            channel = null;
            return;
        }
        // An abstract socket's name begins with a zero byte, for which systemd writes an at sign.
        socket = new DomainSocketAddress(path.startsWith("@") ? "\0" + path.substring(1) : path);
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        channel = new Bootstrap()
                .group(group)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .register()
                .syncUninterruptibly()
                .channel();
        if (watchdogMicros > 0) {
            group.scheduleAtFixedRate(
                    () -> send("WATCHDOG=1"), watchdogMicros / 2, watchdogMicros / 2, TimeUnit.MICROSECONDS);
        }
    }

    /** For the service that this process is, if it is one. */
    public static ServiceNotifier ofEnvironment() {
        String watchdog = System.getenv("WATCHDOG_USEC");
        return new ServiceNotifier(System.getenv("NOTIFY_SOCKET"), watchdog == null ? 0 : Long.parseLong(watchdog));
    }

    /** The service does what it is for. */
    public void ready() {
        send("READY=1");
    }

    /** The service is about to end. */
    public void stopping() {
        send("STOPPING=1");
    }

    private void send(String state) {
        if (channel != null && socket != null) {
            channel.writeAndFlush(
                    new DomainDatagramPacket(Unpooled.copiedBuffer(state, StandardCharsets.US_ASCII), socket));
        }
    }

    @Override
    public void close() {
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
