package io.voider.nat.turn.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.voider.nat.Clocks;
import io.voider.nat.turn.server.StunTurnConfiguration.Interface;
import io.voider.transport.count.Counters;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * STUN and TURN over UDP on one or two addresses and two ports each; TURN on the first port, and there over TCP too. One
 * event loop of its own.
 */
public final class StunTurnServer implements AutoCloseable {
    static final int MAX_DATAGRAM_BYTES = 2048;
    private static final int DATAGRAMS_AT_ONCE = 16;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
    private static final int PORT_ATTEMPTS = 16;

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final ChannelFactory<? extends DatagramChannel> udp;
    private final ChannelFactory<? extends ServerChannel> tcp;
    private final StunTurnService service;
    private final List<Channel> sockets = new ArrayList<>();
    private final List<InetSocketAddress> endpoints = new ArrayList<>();
    private final Counters<StunTurnCounter> counts = new Counters<>(StunTurnCounter.class);

    private StunTurnServer(
            StunTurnConfiguration configuration,
            ChannelFactory<? extends DatagramChannel> udp,
            ChannelFactory<? extends ServerChannel> tcp,
            Clocks clocks)
            throws InterruptedException {
        this.udp = udp;
        this.tcp = tcp;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("voider-stun", true), EpollIoHandler.newFactory());
        this.loop = group.next();
        SecureRandom random = new SecureRandom();
        Outbox outbox = new Outbox(counts);
        RelaySockets relaySockets = new RelaySockets(configuration, udp, loop, random, outbox, counts, clocks);
        this.service = new StunTurnService(configuration, relaySockets, outbox, counts, clocks);
        int port = configuration.port();
        int otherPort = configuration.otherPort();
        for (Interface at : configuration.interfaces()) {
            port = configuration.relay().isPresent() ? bindBoth(at, port) : bind(at, port);
            otherPort = bind(at, otherPort);
        }
        loop.submit(() -> service.begin(List.copyOf(sockets), endpoints(), loop, random))
                .sync();
    }

    /**
     * Starts to serve. Blocks until all sockets are bound.
     *
     * @param udp makes the sockets, those of the server on this thread and relay sockets on the server's event loop
     * @param tcp makes what TURN listens with, on this thread
     * @throws UncheckedIOException if a socket cannot be bound, with words for the operator
     */
    public static StunTurnServer start(
            StunTurnConfiguration configuration,
            ChannelFactory<? extends DatagramChannel> udp,
            ChannelFactory<? extends ServerChannel> tcp) {
        try {
            return new StunTurnServer(configuration, udp, tcp, Clocks.system());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", interrupted);
        }
    }

    private int bind(Interface at, int port) throws InterruptedException {
        InetSocketAddress wanted = new InetSocketAddress(at.bind(), port);
        ChannelFuture binding = bootstrap(udp, loop)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                .handler(service.handler(sockets.size()))
                .bind(wanted);
        Channel channel = Bound.await(binding, "UDP", wanted);
        int bound = ((InetSocketAddress) channel.localAddress()).getPort();
        sockets.add(channel);
        endpoints.add(new InetSocketAddress(at.reachable(), bound));
        return bound;
    }

    /** The same with a listener on the TCP port of that number; if any port will do, one that is free for both. */
    private int bindBoth(Interface at, int port) throws InterruptedException {
        int socket = sockets.size();
        for (int attempt = 1; ; attempt++) {
            int bound = bind(at, port);
            ChannelFuture listener = listener(service.streams().initializer(socket))
                    .bind(new InetSocketAddress(at.bind(), bound))
                    .await();
            if (listener.isSuccess()) {
                return bound;
            }
            if (port != 0 || attempt == PORT_ATTEMPTS) {
                throw Bound.refused(listener.cause(), "TCP", new InetSocketAddress(at.bind(), bound));
            }
            sockets.remove(socket).close().sync();
            endpoints.remove(socket);
        }
    }

    private ServerBootstrap listener(ChannelInitializer<SocketChannel> initializer) {
        return new ServerBootstrap()
                .group(loop, loop)
                .channelFactory(tcp)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(initializer);
    }

    static Bootstrap bootstrap(ChannelFactory<? extends DatagramChannel> udp, EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(udp)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM_BYTES)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES * DATAGRAMS_AT_ONCE));
    }

    /** Both ports of the first address, then both of the second if there is one, as others reach them. */
    public List<InetSocketAddress> endpoints() {
        return List.copyOf(endpoints);
    }

    /** What was counted until now. */
    public Map<StunTurnCounter, Long> counts() {
        return counts.snapshot();
    }

    /** The loop that everything of the server runs on. */
    public Executor loop() {
        return loop;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
