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
import io.netty.util.ReferenceCounted;
import io.voider.nat.limit.SourceRates;
import io.voider.nat.limit.TokenBucket;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.turn.TurnFrameDecoder;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import io.voider.transport.count.Counters;
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

/** Carries messages between the sockets, {@link Bindings} and {@link TurnRelay}, and holds replies to the limits. */
final class StunTurnService implements TurnStreams.Receiver {
    private static final int MAX_SOURCES = 16_384;
    private static final int OPEN_ATTEMPTS = 16;

    private final StunTurnConfiguration configuration;
    private final ChannelFactory<? extends DatagramChannel> udp;
    private final EventLoop loop;
    private final List<InetSocketAddress> endpoints;
    private final Counters<StunTurnCounter> counts;
    private final Random random;
    private final SourceRates repliesPerSource;
    private final TokenBucket excess;
    private final TurnStreams streams;
    private final Set<Channel> toFlush = new LinkedHashSet<>();

    private List<Channel> sockets = List.of();
    private @Nullable Bindings bindings;
    private @Nullable TurnRelay relay;
    /** How long the request is that is being answered. */
    private int requestBytes;

    StunTurnService(
            StunTurnConfiguration configuration,
            ChannelFactory<? extends DatagramChannel> udp,
            EventLoop loop,
            List<InetSocketAddress> endpoints,
            Counters<StunTurnCounter> counts,
            Random random) {
        this.configuration = configuration;
        this.udp = udp;
        this.loop = loop;
        this.endpoints = endpoints;
        this.counts = counts;
        this.random = random;
        this.repliesPerSource = new SourceRates(configuration.limits().repliesPerSource(), MAX_SOURCES);
        this.excess = new TokenBucket(configuration.limits().excessBytes(), System.nanoTime());
        int most =
                configuration.relay().map(relay -> relay.quotas().allocations()).orElse(0);
        this.streams = new TurnStreams(most, this, counts);
    }

    /** The clients that speak TCP. */
    TurnStreams streams() {
        return streams;
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
            loop.scheduleAtFixedRate(() -> tick(fresh, System.nanoTime()), 1, 1, TimeUnit.SECONDS);
        }
    }

    private void tick(TurnRelay turn, long nowNanos) {
        turn.tick(nowNanos);
        streams.tick(turn::serves, nowNanos);
    }

    /** The handler of the server's socket with that index. */
    SimpleChannelInboundHandler<DatagramPacket> handler(int socket) {
        return new SimpleChannelInboundHandler<>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                received(packet.content(), new FiveTuple(packet.sender(), socket, false));
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

    @Override
    public void received(ByteBuf bytes, FiveTuple from) {
        long now = System.nanoTime();
        boolean forRelay = relay != null && (from.socket() & 1) == 0;
        if (forRelay && relay != null && DataPath.looksLikeChannelData(bytes)) {
            relay.dataPath().channelData(bytes, from, now);
            return;
        }
        try {
            StunMessage message = StunMessage.decode(bytes, StunTurnServer.MAX_DATAGRAM_BYTES);
            requestBytes = message.byteLength();
            if (message.is(StunClass.REQUEST, StunMethod.BINDING) && bindings != null) {
                answer(bindings.answer(message, from.socket(), from.client(), unixSeconds()), from, now);
            } else if (forRelay && relay != null && TurnRelay.isForRelay(message)) {
                toRelay(relay, message, from, now);
            } else {
                counts.increment(StunTurnCounter.STUN_DROPPED_UNWANTED);
            }
        } catch (StunException malformed) {
            counts.increment(StunTurnCounter.STUN_DROPPED_MALFORMED);
        }
    }

    @Override
    public void closed(FiveTuple from) {
        if (relay != null) {
            relay.disconnected(from);
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

    private void answer(Bindings.Answer answer, FiveTuple from, long nowNanos) {
        FiveTuple to = from.stream() ? from : new FiveTuple(answer.to(), answer.from(), false);
        if (!repliesPerSource.take(from.client().getAddress(), 1, nowNanos)) {
            counts.increment(StunTurnCounter.STUN_DROPPED_SOURCE_RATE);
        } else if (mayReply(to, answer.full().readableBytes(), nowNanos)) {
            reply(to, answer.full());
        } else if (mayReply(to, answer.brief().readableBytes(), nowNanos)) {
            reply(to, answer.brief());
        } else {
            counts.increment(StunTurnCounter.STUN_DROPPED_AMPLIFYING);
        }
    }

    /** Who speaks TCP has shown that the address is his. */
    private boolean mayReply(FiveTuple to, int replyBytes, long nowNanos) {
        return to.stream() || replyBytes <= requestBytes || excess.take(replyBytes - requestBytes, nowNanos);
    }

    private void reply(FiveTuple to, ByteBuf data) {
        counts.increment(StunTurnCounter.STUN_ANSWERED);
        send(to, data, StunTurnCounter.STUN_DROPPED_SEND);
    }

    private void send(FiveTuple to, ByteBuf data, StunTurnCounter ifNot) {
        if (to.stream()) {
            send(streams.find(to), TurnFrameDecoder.padded(data), ifNot);
        } else {
            send(sockets.get(to.socket()), new DatagramPacket(data, to.client()), ifNot);
        }
    }

    private void send(@Nullable Channel channel, ReferenceCounted message, StunTurnCounter ifNot) {
        if (channel == null || !channel.isWritable()) {
            message.release();
            counts.increment(ifNot);
            return;
        }
        channel.write(message).addListener(sent -> {
            if (!sent.isSuccess()) {
                counts.increment(ifNot);
            }
        });
        toFlush.add(channel);
    }

    @Override
    public void flush() {
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
            if (mayReply(to, response.length, System.nanoTime())) {
                StunTurnService.this.reply(to, Unpooled.wrappedBuffer(response));
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
                send(channel, new DatagramPacket(data, peer), StunTurnCounter.TURN_DROPPED_SEND);
            } else {
                data.release();
            }
        }

        @Override
        public void toClient(FiveTuple to, ByteBuf message) {
            send(to, message, StunTurnCounter.TURN_DROPPED_SEND);
        }
    }
}
