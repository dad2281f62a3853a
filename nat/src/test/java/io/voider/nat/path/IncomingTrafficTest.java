package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.ice.Agent;
import io.voider.nat.ice.AgentOutputs;
import io.voider.nat.ice.Base;
import io.voider.nat.ice.PathStatus;
import io.voider.nat.repair.ArrivalCount;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import io.voider.nat.wan.WanChannels;
import io.voider.nat.wan.WanSide;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import io.voider.transport.datagram.UdpChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not the other side's, as it comes from strangers: it is counted once, released, and goes nowhere. */
class IncomingTrafficTest {
    private static final Base MAIN = new Base(0, Base.Kind.IPV4);
    private static final InetSocketAddress STRANGER =
            Endpoint.parse("198.51.100.7:4711").literal();

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WanSide wan = new WanSide(channel.eventLoop(), Ticker.newMockTicker(), WanChannels.here());
    private final Counters<PathCounter> counters = new Counters<>(PathCounter.class);
    private final Nothing nothing = new Nothing();
    private int wokenAnew;
    private final UdpChannel.Receiver receiver = new IncomingTraffic(
                    new Agent(List.of(), nothing, new Random(1)),
                    new Relays(wan, new Random(2), nothing),
                    nothing,
                    counters,
                    wan,
                    3,
                    () -> wokenAnew++)
            .receiver(MAIN);

    /** Hears and does nothing; whatever it is asked for is a fault. */
    private static final class Nothing implements AgentOutputs, Relays.Listener, PathListener {
        @Override
        public void send(Base from, InetSocketAddress to, byte[] datagram, int ttl) {
            throw new AssertionError("something was sent to " + to);
        }

        @Override
        public void offer(byte[] offer) {}

        @Override
        public void openSockets(int count) {}

        @Override
        public void closeSocket(Base socket) {}

        @Override
        public void requestPrediction() {}

        @Override
        public void releasePrediction() {}

        @Override
        public void refreshRelays() {}

        @Override
        public @Nullable ArrivalCount arrivals() {
            return null;
        }

        @Override
        public void heard(ArrivalCount count) {}

        @Override
        public void status(PathStatus status) {}

        @Override
        public void allocated(Base relay, InetSocketAddress address) {}

        @Override
        public void lost(Base relay) {}

        @Override
        public void data(Base relay, InetSocketAddress peer, ByteBuf datagram) {
            throw new AssertionError("there is no relay");
        }

        @Override
        public void dropped() {}

        @Override
        public void receive(ByteBuf datagram) {
            throw new AssertionError("a stranger's datagram reached the tunnel");
        }
    }

    @AfterEach
    void close() {
        channel.close();
    }

    private void comes(PathCounter expected, byte... bytes) {
        ByteBuf datagram = Unpooled.buffer().writeBytes(bytes);
        receiver.received(datagram, STRANGER);
        assertThat(datagram.refCnt()).isZero();
        assertThat(counters.snapshot()).containsOnlyKeys(expected);
    }

    @ParameterizedTest
    @ValueSource(bytes = {4, 7, 96, (byte) 0xFF})
    void whatBeginsLikeNeitherStunNorOpenVpnIsUnknown(byte first) {
        comes(PathCounter.DROPPED_UNKNOWN, first, (byte) 1, (byte) 2);
    }

    @Test
    void anEmptyDatagramIsUnknown() {
        comes(PathCounter.DROPPED_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(bytes = {8, 56, 95})
    void whatBeginsLikeOpenVpnIsAStrangers(byte first) {
        comes(PathCounter.DROPPED_STRANGER, first, (byte) 1, (byte) 2);
    }

    @Test
    void malformedStunIsDroppedAndWakesNobody() {
        comes(PathCounter.DROPPED_STUN, (byte) 0, (byte) 1, (byte) 0, (byte) 0);
        assertThat(wokenAnew).isZero();
    }

    @Test
    void aCheckWithoutOurPasswordIsDroppedUnanswered() {
        comes(
                PathCounter.DROPPED_STUN,
                StunWriter.request(StunMethod.BINDING, TransactionId.next(new Random(3)))
                        .toBytes());
    }

    @Test
    void whatTheKernelDidNotTakeIsCounted() {
        receiver.unsent(3);
        assertThat(counters.count(PathCounter.DROPPED_SEND)).isEqualTo(3);
    }
}
