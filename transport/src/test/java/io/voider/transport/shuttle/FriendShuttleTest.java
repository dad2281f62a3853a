package io.voider.transport.shuttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Openings;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.SessionNotice;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.tunnel.Exchange;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which sessions a friend gets, without any socket and by a clock that the test moves. */
class FriendShuttleTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Authority AUTHORITY = Authority.create("alice", Profile.FAST, Exchange.NOW, RANDOM);
    private static final Invitation BOB = invite(2);
    private static final Invitation CAROL = invite(3);
    private static final int THEN = 1_800_000_000;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final List<TestLeg> legs = new ArrayList<>();
    private final List<String> outside = new ArrayList<>();
    private final QueueShare.Queue queue = new QueueShare.Queue();
    private final QueueShare another = queue.share(0);
    private final FriendShuttle shuttle =
            new FriendShuttle(loop, BOB.subscriber(), AUTHORITY.tlsCryptKey(), queue.share(0), receiver -> {
                TestLeg leg = new TestLeg(10_000 + legs.size(), receiver);
                legs.add(leg);
                return loop.newSucceededFuture(leg);
            });

    private final Path path = new Path() {
        @Override
        public void send(ByteBuf datagram) {
            outside.add(ByteBufUtil.hexDump(datagram));
            datagram.release();
        }

        @Override
        public void flush() {
            // each is on its way already
        }
    };

    private static Invitation invite(int number) {
        return AUTHORITY.invite(
                Subscriber.random(number, RANDOM), Exchange.RENDEZVOUS, Invitation.NO_REMOTE, Exchange.NOW, RANDOM);
    }

    private record TestLeg(int port, LoopbackSocket.Receiver receiver, List<String> got) implements LoopbackLeg {
        TestLeg(int port, LoopbackSocket.Receiver receiver) {
            this(port, receiver, new ArrayList<>());
        }

        @Override
        public boolean send(ByteBuf datagram) {
            got.add(ByteBufUtil.hexDump(datagram));
            datagram.release();
            return true;
        }

        @Override
        public void close() {
            got.add("closed");
        }
    }

    private void receive(byte[] datagram) {
        shuttle.receive(Unpooled.copiedBuffer(datagram));
        loop.runNow();
    }

    private void pass(long millis) {
        ticker.advance(millis, TimeUnit.MILLISECONDS);
        loop.runNow();
    }

    private static byte[] forged(int number) {
        byte[] forged = Openings.of(BOB.tlsCryptKey(), 1_000_000L + number, THEN);
        forged[30] ^= 1;
        return forged;
    }

    private void flood() {
        for (int i = 0; i < 500; i++) {
            receive(forged(i));
        }
    }

    @Test
    void anOpeningThatTheKeyProvesIsNotCrowdedOutByForgedOnes() {
        flood();
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        assertThat(legs).hasSize(1);
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_FORGED))
                .isEqualTo(500);
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_HASTE))
                .isZero();
    }

    @Test
    void aFloodOfOneFriendsDoesNotFillTheQueueOfAll() {
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        byte[] data = {0x48, 0, 0, 0, 1};
        for (int millis = 0; millis < 1_000; millis++) {
            if (millis % 20 == 0) {
                assertThat(another.admits(loop.ticker().nanoTime())).isTrue();
            }
            for (int i = 0; i < 20; i++) {
                receive(data);
            }
            pass(1);
        }
        assertThat(legs.get(0).got()).hasSizeBetween(3_000, 5_000);
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_RATE)).isPositive();
    }

    @Test
    void whoIsAloneHasTheQueueForHimself() {
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        for (int i = 0; i < 10_000; i++) {
            receive(new byte[] {0x48, 0, 0, 0, 1});
        }
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_RATE)).isZero();
    }

    @Test
    void sixteenCallsAndTheirRepetitionsAreNoFlood() {
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        byte[] data = {0x48, 0, 0, 0, 1};
        for (int packet = 0; packet < 50; packet++) {
            assertThat(another.admits(loop.ticker().nanoTime())).isTrue();
            for (int i = 0; i < 2 * 16; i++) {
                receive(data);
            }
            pass(20);
        }
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_RATE)).isZero();
    }

    @Test
    void aFriendWhoCameBeforeComesBackUnderForgedOpenings() {
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        shuttle.established(10_000);
        shuttle.processLost();
        shuttle.processBack();
        flood();
        receive(Openings.of(BOB.tlsCryptKey(), 8, THEN + 1));
        assertThat(legs).hasSize(2);
    }

    @Test
    void aNewerSessionDoesNotWaitForAnAttemptThatWasRecordedEarlier() {
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        receive(Openings.of(BOB.tlsCryptKey(), 8, THEN + 9));
        assertThat(legs).hasSize(2);
        assertThat(legs.get(0).got()).endsWith("closed");
    }

    @Test
    void attemptsThatAreNotTheNewestAreFewInASecondHoweverWellProven() {
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        for (int i = 0; i < 2_000; i++) {
            receive(Openings.of(BOB.tlsCryptKey(), 100 + i, THEN - i));
            pass(1);
        }
        assertThat(legs.size()).isLessThanOrEqualTo(5);
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_HASTE))
                .isGreaterThan(1_990);
    }

    @Test
    void anotherFriendsKeyOpensNothingHere() {
        receive(Openings.of(CAROL.tlsCryptKey(), 7, THEN));
        assertThat(legs).isEmpty();
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_FORGED))
                .isEqualTo(1);
    }

    @Test
    void anOpeningIsGoodOnce() {
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        shuttle.established(10_000);
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        assertThat(legs).hasSize(1);
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_REPLAY))
                .isEqualTo(1);
    }

    /** What a friend sends who hears nothing. */
    private static byte[] question(Invitation friend, long sessionId, long nonce) {
        byte[] wrapped = friend.tlsCryptKey().wrapped();
        return ByteBuffer.allocate(17 + SessionNotice.PROOF_BYTES + wrapped.length)
                .put((byte) Datagrams.QUESTION)
                .putLong(sessionId)
                .putLong(nonce)
                .put(friend.tlsCryptKey().asks(sessionId, nonce))
                .put(wrapped)
                .array();
    }

    private static String answer(int firstByte, long sessionId, byte[] proof) {
        return String.format("%02x%016x", firstByte, sessionId) + ByteBufUtil.hexDump(proof);
    }

    private static String lost(long sessionId) {
        return answer(Datagrams.NOTICE, sessionId, BOB.tlsCryptKey().notice().proof(sessionId));
    }

    @Test
    void anExchangeThatWasStartedAnewTellsAFriendWhoAsksThatTheSessionIsLost() {
        shuttle.path(path);
        shuttle.processBack();
        receive(question(BOB, 7, 1));
        assertThat(outside).containsExactly(lost(7));
    }

    @Test
    void whoAsksBeforeOpenVpnIsReadyHearsWhenItIs() {
        shuttle.path(path);
        receive(question(BOB, 7, 1));
        assertThat(outside).isEmpty();
        shuttle.processBack();
        assertThat(outside).containsExactly(lost(7));
    }

    @Test
    void aSessionThatIsUpIsAffirmedAndOneThatOpenVpnGaveUpIsNot() {
        shuttle.path(path);
        shuttle.processBack();
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        shuttle.established(10_000);
        receive(question(BOB, 7, 5));
        assertThat(outside)
                .containsExactly(
                        answer(Datagrams.KNOWN, 7, BOB.tlsCryptKey().notice().affirms(7, 5)));
        outside.clear();
        shuttle.sessionEnded();
        receive(question(BOB, 7, 6));
        assertThat(outside).containsOnly(lost(7));
        assertThat(legs.get(0).got()).endsWith("closed");
    }

    @Test
    void aQuestionThatTheFriendDidNotAskGetsNoAnswer() {
        shuttle.path(path);
        shuttle.processBack();
        byte[] forged = question(BOB, 7, 1);
        forged[5] ^= 1;
        receive(forged);
        receive(question(CAROL, 7, 1));
        assertThat(outside).isEmpty();
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_FORGED))
                .isEqualTo(2);
    }

    @Test
    void whoEndsTellsTheFriendOnceAndCarriesNothingMore() {
        shuttle.path(path);
        shuttle.processBack();
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        shuttle.established(legs.get(0).port());
        outside.clear();
        shuttle.goodbye();
        loop.runNow();
        assertThat(outside).containsExactly(lost(7));
        assertThat(legs.get(0).got()).endsWith("closed");
        receive(Openings.of(BOB.tlsCryptKey(), 8, THEN));
        assertThat(legs).hasSize(1);
    }

    @Test
    void saysSinceWhenNothingCameThrough() {
        shuttle.path(path);
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        assertThat(shuttle.silenceNanos()).isGreaterThan(TimeUnit.DAYS.toNanos(365));
        shuttle.established(10_000);
        assertThat(shuttle.silenceNanos()).isZero();
        pass(5_000);
        assertThat(shuttle.silenceNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(5));
        receive(new byte[] {0x48, 0, 0, 0, 1});
        pass(30);
        assertThat(shuttle.silenceNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
    }

    @Test
    void whoTalksAndIsCutOffHasNoShareAnyMore() {
        FriendShuttle other =
                new FriendShuttle(loop, CAROL.subscriber(), AUTHORITY.tlsCryptKey(), queue.share(0), receiver -> {
                    throw new AssertionError("nothing comes to it");
                });
        other.inCall(true);
        receive(Openings.of(BOB.tlsCryptKey(), 7, THEN));
        for (int i = 0; i < 200; i++) {
            receive(new byte[] {0x48, 0, 0, 0, 1});
        }
        long dropped = shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_RATE);
        assertThat(dropped).isPositive();
        other.cutOff();
        loop.runNow();
        other.inCall(true);
        for (int i = 0; i < 200; i++) {
            receive(new byte[] {0x48, 0, 0, 0, 1});
        }
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_RATE)).isEqualTo(dropped);
    }
}
