package io.voider.cli.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.voider.transport.address.SocketTrouble;
import io.voider.transport.count.Counters;
import io.voider.transport.stream.BackPressure;
import io.voider.transport.stream.StreamCounter;
import io.voider.transport.stream.StreamLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The node's end of the control socket, on an event loop of its own. It is opened before there is anything to answer with:
 * what is asked before {@link #serve} waits for it.
 */
public final class ControlServer implements AutoCloseable {
    /** Enough for watchers and for whoever asks; more at once is a mistake. */
    static final int MOST_CONNECTIONS = 32;

    private static final int LARGEST_BODY_BYTES = 64 << 10;

    private final Path socket;
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("voider-control", true), EpollIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final CompletableFuture<ControlRoutes> routes = new CompletableFuture<>();
    private final Counters<StreamCounter> counters = new Counters<>(StreamCounter.class);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Channel listener;

    private ControlServer(Path socket) throws IOException {
        this.socket = socket;
        Files.deleteIfExists(socket);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        admit(child);
                    }
                })
                .bind(new DomainSocketAddress(socket.toFile()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "the control socket " + socket + " cannot be opened: " + SocketTrouble.words(bound.cause()),
                    bound.cause());
        }
        listener = bound.channel();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * Opens {@code socket}, which is made anew with mode 0600. Blocks until it listens. To be called from the machine's own
     * namespace.
     *
     * @throws IOException if it cannot listen there
     */
    public static ControlServer open(Path socket) throws IOException {
        return new ControlServer(socket);
    }

    /** From now on answers by these routes, also what has been asked already. */
    public void serve(ControlRoutes answers) {
        routes.complete(answers);
    }

    /** The loop that answers; others who are asked over HTTP, and seldom, may use it too. */
    public EventLoop loop() {
        return group.next();
    }

    /** What became of those who asked. */
    public Counters<StreamCounter> counters() {
        return counters;
    }

    private void admit(Channel child) {
        if (connections.size() >= MOST_CONNECTIONS) {
            counters.increment(StreamCounter.REFUSED_STREAM);
            child.close();
            return;
        }
        connections.add(child);
        prepare(child.pipeline(), routes, counters::increment);
    }

    static void prepare(
            ChannelPipeline pipeline, CompletableFuture<ControlRoutes> routes, Consumer<StreamCounter> counts) {
        pipeline.addLast(new BackPressure(StreamLimits.DEFAULT, counts))
                .addLast(new HttpServerCodec())
                .addLast(new HttpServerKeepAliveHandler())
                .addLast(new HttpObjectAggregator(LARGEST_BODY_BYTES))
                .addLast(new ControlHandler(routes));
    }

    /** Hangs up on everybody, and removes the socket. Closing twice does nothing. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listener.close().syncUninterruptibly();
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        Files.deleteIfExists(socket);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
