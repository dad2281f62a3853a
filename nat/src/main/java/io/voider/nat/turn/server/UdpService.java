package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.voider.nat.limit.SourceRates;
import io.voider.nat.limit.Tally;
import io.voider.nat.limit.TokenBucket;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries datagrams between the sockets, {@link Bindings} and {@link TurnRelay}, and holds replies to the limits. */
final class UdpService {
    private static final int MAX_SOURCES = 16_384;
    private static final int OPEN_ATTEMPTS = 16;

    private final StunTurnConfiguration configuration;
    private final ChannelFactory<? extends DatagramChannel> udp;
    private final EventLoop loop;
    private final List<InetSocketAddress> endpoints;
    private final Tally<StunTurnCounter> counts;
    private final Random random;
    private final SourceRates repliesPerSource;
    private final TokenBucket excess;
    private final Set<Channel> toFlush = new LinkedHashSet<>();

    private List<Channel> sockets = List.of();
    private @Nullable Bindings bindings;
    private @Nullable TurnRelay relay;
    /** How long the request is that is being answered. */
    private int requestBytes;

    UdpService(
            StunTurnConfiguration configuration,
            ChannelFactory<? extends DatagramChannel> udp,
            EventLoop loop,
            List<InetSocketAddress> endpoints,
            Tally<StunTurnCounter> counts,
            Random random) {
        this.configuration = configuration;
        this.udp = udp;
        this.loop = loop;
        this.endpoints = endpoints;
        this.counts = counts;
        this.random = random;
        this.repliesPerSource = new SourceRates(configuration.limits().repliesPerSource(), MAX_SOURCES);
        this.excess = new TokenBucket(configuration.limits().excessBytes(), System.nanoTime());
    }

    /** All sockets are bound. */
    void begin(List<Channel> bound) {
        sockets = bound;
        Optional<SharedSecret> secret = configuration.relay().map(StunTurnConfiguration.Relay::secret);
        bindings = new Bindings(List.copyOf(endpoints), secret);
        if (configuration.relay().isPresent()) {
            Set<InetAddress> own = new LinkedHashSet<>();
            configuration.interfaces().forEach(at -> {
                own.add(at.reachable());
                own.add(at.bind());
            });
            TurnRelay fresh = new TurnRelay(
                    configuration.relay().get(), new ArrayList<>(own), random, new RelayActions(), counts);
            relay = fresh;
            loop.scheduleAtFixedRate(() -> fresh.tick(System.nanoTime()), 1, 1, TimeUnit.SECONDS);
        }
    }

    /** The handler of the server's socket with that index. */
    SimpleChannelInboundHandler<DatagramPacket> handler(int socket) {
        return new SimpleChannelInboundHandler<>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                received(packet, socket);
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                flush();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                counts.increment(StunTurnCounter.STUN_DROPPED_MALFORMED);
            }
        };
    }

    private void received(DatagramPacket packet, int socket) {
        ByteBuf datagram = packet.content();
        FiveTuple from = new FiveTuple(packet.sender(), socket);
        long now = System.nanoTime();
        boolean forRelay = relay != null && (socket & 1) == 0;
        if (forRelay && relay != null && DataPath.looksLikeChannelData(datagram)) {
            relay.dataPath().channelData(datagram, from, now);
            return;
        }
        try {
            StunMessage message = StunMessage.decode(datagram, StunTurnServer.MAX_DATAGRAM_BYTES);
            requestBytes = message.byteLength();
            if (message.is(StunClass.REQUEST, StunMethod.BINDING) && bindings != null) {
                answer(bindings.answer(message, socket, packet.sender(), unixSeconds()), packet.sender(), now);
            } else if (forRelay && relay != null && TurnRelay.isForRelay(message)) {
                toRelay(relay, message, from, now);
            } else {
                counts.increment(StunTurnCounter.STUN_DROPPED_UNWANTED);
            }
        } catch (StunException malformed) {
            counts.increment(StunTurnCounter.STUN_DROPPED_MALFORMED);
        }
    }

    private void toRelay(TurnRelay turn, StunMessage message, FiveTuple from, long nowNanos) {
        if (message.messageClass() == StunClass.INDICATION) {
            turn.dataPath().indication(message, from, nowNanos);
        } else if (repliesPerSource.take(from.client().getAddress(), 1, nowNanos)) {
            turn.request(message, from, nowNanos, unixSeconds());
        } else {
            counts.increment(StunTurnCounter.STUN_DROPPED_SOURCE_RATE);
        }
    }

    private void answer(Bindings.Answer answer, InetSocketAddress source, long nowNanos) {
        if (!repliesPerSource.take(source.getAddress(), 1, nowNanos)) {
            counts.increment(StunTurnCounter.STUN_DROPPED_SOURCE_RATE);
        } else if (mayReply(answer.full().readableBytes(), nowNanos)) {
            write(sockets.get(answer.from()), answer.to(), answer.full());
        } else if (mayReply(answer.brief().readableBytes(), nowNanos)) {
            write(sockets.get(answer.from()), answer.to(), answer.brief());
        } else {
            counts.increment(StunTurnCounter.STUN_DROPPED_AMPLIFYING);
        }
    }

    private boolean mayReply(int replyBytes, long nowNanos) {
        return replyBytes <= requestBytes || excess.take(replyBytes - requestBytes, nowNanos);
    }

    private void write(Channel channel, InetSocketAddress to, ByteBuf data) {
        counts.increment(StunTurnCounter.STUN_ANSWERED);
        send(channel, to, data, StunTurnCounter.STUN_DROPPED_SEND);
    }

    private void send(Channel channel, InetSocketAddress to, ByteBuf data, StunTurnCounter ifNot) {
        if (!channel.isWritable()) {
            data.release();
            counts.increment(ifNot);
            return;
        }
        channel.write(new DatagramPacket(data, to)).addListener(sent -> {
            if (!sent.isSuccess()) {
                counts.increment(ifNot);
            }
        });
        toFlush.add(channel);
    }

    private void flush() {
        toFlush.forEach(Channel::flush);
        toFlush.clear();
    }

    private static long unixSeconds() {
        return System.currentTimeMillis() / 1000;
    }

    /** Sockets of relayed addresses. */
    private final class RelayActions implements TurnRelay.Actions {
        @Override
        public void reply(FiveTuple to, byte[] response) {
            if (mayReply(response.length, System.nanoTime())) {
                write(sockets.get(to.socket()), to.client(), Unpooled.wrappedBuffer(response));
            } else {
                counts.increment(StunTurnCounter.STUN_DROPPED_AMPLIFYING);
            }
        }

        @Override
        public void open(Allocation allocation, boolean evenPort) {
            StunTurnConfiguration.Interface at = configuration.interfaces().stream()
                    .filter(candidate -> (candidate.bind() instanceof Inet6Address) == allocation.ipv6)
                    .findFirst()
                    .orElseThrow();
            int answerTo = requestBytes;
            attempt(allocation, at, evenPort, OPEN_ATTEMPTS, answerTo);
        }

        private void attempt(
                Allocation allocation,
                StunTurnConfiguration.Interface at,
                boolean evenPort,
                int attemptsLeft,
                int answerTo) {
            StunTurnConfiguration.Relay settings = configuration.relay().orElseThrow();
            int port = settings.minPort() + random.nextInt(settings.maxPort() - settings.minPort() + 1);
            if (evenPort && (port & 1) == 1) {
                port = port == settings.minPort() ? port + 1 : port - 1;
            }
            StunTurnServer.bootstrap(udp, loop)
                    .handler(peerHandler(allocation))
                    .bind(new InetSocketAddress(at.bind(), port))
                    .addListener((ChannelFutureListener) bound -> {
                        requestBytes = answerTo;
                        if (bound.isSuccess() && relay != null) {
                            int given = ((InetSocketAddress) bound.channel().localAddress()).getPort();
                            relay.opened(allocation, new InetSocketAddress(at.reachable(), given), bound.channel());
                        } else if (attemptsLeft > 1) {
                            attempt(allocation, at, evenPort, attemptsLeft - 1, answerTo);
                        } else if (relay != null) {
                            relay.notOpened(allocation);
                        }
                        flush();
                    });
        }

        private SimpleChannelInboundHandler<DatagramPacket> peerHandler(Allocation allocation) {
            return new SimpleChannelInboundHandler<>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                    if (relay != null) {
                        relay.dataPath().fromPeer(allocation, packet.sender(), packet.content(), System.nanoTime());
                    }
                }

                @Override
                public void channelReadComplete(ChannelHandlerContext context) {
                    flush();
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    // An ICMP error of a peer: the next datagram may well pass.
                    counts.increment(StunTurnCounter.TURN_DROPPED_SEND);
                }
            };
        }

        @Override
        public void close(Allocation allocation) {
            if (allocation.socket instanceof Channel channel) {
                channel.close();
            }
        }

        @Override
        public void toPeer(Allocation allocation, InetSocketAddress peer, ByteBuf data) {
            if (allocation.socket instanceof Channel channel) {
                send(channel, peer, data, StunTurnCounter.TURN_DROPPED_SEND);
            } else {
                data.release();
            }
        }

        @Override
        public void toClient(FiveTuple to, ByteBuf message) {
            send(sockets.get(to.socket()), to.client(), message, StunTurnCounter.TURN_DROPPED_SEND);
        }
    }
}
