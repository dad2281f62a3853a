package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.voider.nat.Clocks;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.turn.ChannelData;
import io.voider.nat.turn.TurnFrameDecoder;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries messages between the sockets, {@link Bindings} and {@link TurnRelay}, and holds replies to the limits. */
final class StunTurnService implements TurnStreams.Receiver, TurnRelay.Outputs {
    private final StunTurnConfiguration configuration;
    private final RelaySockets relaySockets;
    private final Outbox outbox;
    private final Counters<StunTurnCounter> counts;
    private final Clocks clocks;
    private final ReplyBudget budget;
    private final TurnStreams streams;

    private List<Channel> sockets = List.of();
    private @Nullable Bindings bindings;
    private @Nullable TurnRelay relay;

    StunTurnService(
            StunTurnConfiguration configuration,
            RelaySockets relaySockets,
            Outbox outbox,
            Counters<StunTurnCounter> counts,
            Clocks clocks) {
        this.configuration = configuration;
        this.relaySockets = relaySockets;
        this.outbox = outbox;
        this.counts = counts;
        this.clocks = clocks;
        this.budget = new ReplyBudget(configuration.limits(), clocks.nanos());
        int most = configuration
                .relay()
                .map(settings -> settings.quotas().allocations())
                .orElse(0);
        this.streams = new TurnStreams(most, this, counts);
    }

    /** The clients that speak TCP. */
    TurnStreams streams() {
        return streams;
    }

    /** The handler of the server's socket with that index. */
    DatagramHandler handler(int socket) {
        return new DatagramHandler(
                packet -> received(packet.content(), new FiveTuple(packet.sender(), socket, false)),
                outbox,
                counts,
                StunTurnCounter.STUN_DROPPED_MALFORMED);
    }

    /** All sockets are bound, and reached at these endpoints. */
    void begin(List<Channel> bound, List<InetSocketAddress> endpoints, EventLoop loop, Random random) {
        sockets = bound;
        bindings = new Bindings(endpoints, configuration.relay().map(StunTurnConfiguration.Relay::secret));
        configuration.relay().ifPresent(settings -> {
            Set<InetAddress> own = new LinkedHashSet<>();
            configuration.interfaces().forEach(at -> {
                own.add(at.reachable());
                own.add(at.bind());
            });
            TurnRelay fresh = new TurnRelay(settings, new ArrayList<>(own), random, this, counts);
            relay = fresh;
            loop.scheduleAtFixedRate(() -> tick(fresh), 1, 1, TimeUnit.SECONDS);
        });
    }

    private void tick(TurnRelay turn) {
        long now = clocks.nanos();
        turn.tick(now);
        streams.tick(turn::serves, now);
    }

    @Override
    public void received(ByteBuf bytes, FiveTuple from) {
        long now = clocks.nanos();
        // The second port of an address is for STUN alone.
        TurnRelay turn = (from.socket() & 1) == 0 ? relay : null;
        if (turn != null && ChannelData.isOne(bytes)) {
            turn.dataPath().channelData(bytes, from, now);
            return;
        }
        try {
            StunMessage message = StunMessage.decode(bytes, StunTurnServer.MAX_DATAGRAM_BYTES);
            if (message.is(StunClass.REQUEST, StunMethod.BINDING) && bindings != null) {
                answer(
                        bindings.answer(message, from.socket(), from.client(), clocks.unixSeconds()),
                        message,
                        from,
                        now);
            } else if (turn != null && TurnRelay.isForRelay(message)) {
                toRelay(turn, message, from, now);
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
        } else if (budget.takesOne(from.client().getAddress(), nowNanos)) {
            turn.request(message, from, nowNanos, clocks.unixSeconds());
        } else {
            counts.increment(StunTurnCounter.STUN_DROPPED_SOURCE_RATE);
        }
    }

    private void answer(Bindings.Answer answer, StunMessage request, FiveTuple from, long nowNanos) {
        FiveTuple to = from.stream() ? from : new FiveTuple(answer.to(), answer.from(), false);
        if (!budget.takesOne(from.client().getAddress(), nowNanos)) {
            counts.increment(StunTurnCounter.STUN_DROPPED_SOURCE_RATE);
        } else if (budget.allows(to, request.byteLength(), answer.full().readableBytes(), nowNanos)) {
            reply(to, answer.full());
        } else if (budget.allows(to, request.byteLength(), answer.brief().readableBytes(), nowNanos)) {
            reply(to, answer.brief());
        } else {
            counts.increment(StunTurnCounter.STUN_DROPPED_AMPLIFYING);
        }
    }

    @Override
    public void reply(FiveTuple to, StunMessage request, byte[] response) {
        if (budget.allows(to, request.byteLength(), response.length, clocks.nanos())) {
            reply(to, Unpooled.wrappedBuffer(response));
        } else {
            counts.increment(StunTurnCounter.STUN_DROPPED_AMPLIFYING);
        }
    }

    private void reply(FiveTuple to, ByteBuf data) {
        counts.increment(StunTurnCounter.STUN_ANSWERED);
        send(to, data, StunTurnCounter.STUN_DROPPED_SEND);
    }

    @Override
    public void toClient(FiveTuple to, ByteBuf message) {
        send(to, message, StunTurnCounter.TURN_DROPPED_SEND);
    }

    private void send(FiveTuple to, ByteBuf data, StunTurnCounter ifNot) {
        if (to.stream()) {
            outbox.write(streams.find(to), TurnFrameDecoder.padded(data), ifNot);
        } else {
            outbox.write(sockets.get(to.socket()), new DatagramPacket(data, to.client()), ifNot);
        }
    }

    @Override
    public void open(Allocation allocation, boolean evenPort) {
        if (relay != null) {
            relaySockets.open(allocation, evenPort, relay);
        }
    }

    @Override
    public void flush() {
        outbox.flush();
    }
}
