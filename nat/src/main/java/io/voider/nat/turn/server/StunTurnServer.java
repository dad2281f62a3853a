package io.voider.nat.turn.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.voider.nat.limit.Tally;
import io.voider.nat.turn.server.StunTurnConfiguration.Interface;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * STUN and TURN over UDP on one or two addresses and two ports each; TURN on the first port. One event loop of its own.
 */
public final class StunTurnServer implements AutoCloseable {
    static final int MAX_DATAGRAM_BYTES = 2048;
    private static final int DATAGRAMS_AT_ONCE = 16;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private final EventLoopGroup group;
    private final List<Channel> sockets = new ArrayList<>();
    private final List<InetSocketAddress> endpoints = new ArrayList<>();
    private final Tally<StunTurnCounter> counts = new Tally<>(StunTurnCounter.class);

    private StunTurnServer(StunTurnConfiguration configuration, ChannelFactory<? extends DatagramChannel> udp)
            throws InterruptedException {
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("voider-stun", true), EpollIoHandler.newFactory());
        EventLoop loop = group.next();
        UdpService service = new UdpService(configuration, udp, loop, endpoints, counts, new SecureRandom());
        int port = configuration.port();
        int otherPort = configuration.otherPort();
        for (Interface at : configuration.interfaces()) {
            port = bind(udp, loop, service, at, port);
            otherPort = bind(udp, loop, service, at, otherPort);
        }
        loop.submit(() -> service.begin(List.copyOf(sockets))).sync();
    }

    /**
     * Starts to serve. Blocks until all sockets are bound.
     *
     * @param udp makes the sockets, those of the server on this thread and relay sockets on the server's event loop
     */
    public static StunTurnServer start(
            StunTurnConfiguration configuration, ChannelFactory<? extends DatagramChannel> udp) {
        try {
            return new StunTurnServer(configuration, udp);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", interrupted);
        }
    }

    private int bind(
            ChannelFactory<? extends DatagramChannel> udp, EventLoop loop, UdpService service, Interface at, int port)
            throws InterruptedException {
        Channel channel = bootstrap(udp, loop)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                .handler(service.handler(sockets.size()))
                .bind(new InetSocketAddress(at.bind(), port))
                .sync()
                .channel();
        int bound = ((InetSocketAddress) channel.localAddress()).getPort();
        sockets.add(channel);
        endpoints.add(new InetSocketAddress(at.reachable(), bound));
        return bound;
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

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
