package io.voider.cli.service;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.voider.transport.address.SocketTrouble;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is, by the protocol of {@code sd_notify(3)}: datagrams of {@code NAME=value} lines to the
 * Unix socket that {@code NOTIFY_SOCKET} names. Without systemd it tells nobody.
 *
 * <p>Every method may be called by any thread and returns at once.
 */
public final class ServiceNotifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotifier.class);
    private static final int LONGEST_STATUS = 200;

    private final @Nullable Connection connection;
    private final long watchdogMicros;
    private final Consumer<String> complaints;

    /** Where systemd listens, and the thread that writes there. */
    private record Connection(DomainSocketAddress address, EventLoopGroup group, Channel channel) {}

    private ServiceNotifier(@Nullable Connection connection, long watchdogMicros, Consumer<String> complaints) {
        this.connection = connection;
        this.watchdogMicros = watchdogMicros;
        this.complaints = complaints;
    }

    /** For the service that this process is, if it is one. */
    public static ServiceNotifier ofEnvironment() {
        return of(System.getenv(), ProcessHandle.current().pid(), LOG::error);
    }

    /**
     * For the service that an environment tells of.
     *
     * @param process this process's id: a watchdog that is set for another is not ours to feed
     * @param complaints is told what could not be said to systemd, a sentence
     */
    static ServiceNotifier of(Map<String, String> environment, long process, Consumer<String> complaints) {
        String path = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (path.isEmpty()) {
            return new ServiceNotifier(null, 0, complaints);
        }
        return new ServiceNotifier(connect(path), watchdogMicros(environment, process, complaints), complaints);
    }

    /** Netty has no other way to write from a datagram channel that has no address of its own. */
    @SuppressWarnings("deprecation")
    private static Connection connect(String path) {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("voider-service", true), EpollIoHandler.newFactory());
        // Nothing binds the channel, since systemd never answers; without the option it would wait for that and write
        // nothing.
        Channel channel = new Bootstrap()
                .group(group)
                .channel(EpollDomainDatagramChannel.class)
                .option(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION, true)
                .handler(new ChannelInboundHandlerAdapter())
                .register()
                .syncUninterruptibly()
                .channel();
        // An abstract socket's name begins with a zero byte, for which systemd writes an at sign.
        return new Connection(
                new DomainSocketAddress(path.startsWith("@") ? "\0" + path.substring(1) : path), group, channel);
    }

    private static long watchdogMicros(Map<String, String> environment, long process, Consumer<String> complaints) {
        String owner = environment.getOrDefault("WATCHDOG_PID", "");
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        if (micros.isEmpty() || !(owner.isEmpty() || owner.equals(Long.toString(process)))) {
            return 0;
        }
        try {
            return Long.parseLong(micros);
        } catch (NumberFormatException e) {
            complaints.accept("the watchdog is not fed: WATCHDOG_USEC is '" + micros + "'");
            return 0;
        }
    }

    /** The service does what it is for. */
    public void ready() {
        send("READY=1");
    }

    /** The service looks at everything anew; {@link #ready} says when it has. */
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1_000);
    }

    /**
     * What {@code systemctl status} shows.
     *
     * @param status one line
     */
    public void status(String status) {
        String line = status.replaceAll("\\p{Cntrl}+", " ");
        send("STATUS=" + line.substring(0, Math.min(line.length(), LONGEST_STATUS)));
    }

    /** The service is about to end. */
    public void stopping() {
        send("STOPPING=1");
    }

    /**
     * From now on the watchdog, if systemd set one, is fed as long as every one of {@code threads} answers.
     *
     * @param threads what must answer, by name
     */
    public void watch(Map<String, Executor> threads) {
        if (connection != null && watchdogMicros > 0) {
            Watchdog watchdog = new Watchdog(threads, () -> send("WATCHDOG=1"), complaints);
            // Half the time, as sd_watchdog_enabled(3) wants it, less what an answer may take.
            long period = Math.max(1, watchdogMicros / 3);
            connection.group.scheduleAtFixedRate(watchdog::ask, 0, period, TimeUnit.MICROSECONDS);
        }
    }

    private void send(String state) {
        if (connection != null) {
            ChannelFuture written = connection.channel.writeAndFlush(
                    new DomainDatagramPacket(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8), connection.address));
            written.addListener(done -> {
                if (!done.isSuccess()) {
                    complaints.accept("systemd was not told " + state + ": " + SocketTrouble.words(done.cause()));
                }
            });
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            // A loop that is shut down closes its channels first, whatever waits to be written: so what waits goes
            // before.
            connection.group.submit(() -> {}).awaitUninterruptibly(1, TimeUnit.SECONDS);
            connection.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
