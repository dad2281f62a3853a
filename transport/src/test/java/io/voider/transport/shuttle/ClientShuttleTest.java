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
import io.voider.transport.identity.FriendProofs;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.tunnel.Exchange;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a joined exchange's shuttle asks whether its session is known, by a clock that the test moves. */
class ClientShuttleTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Authority AUTHORITY = Authority.create("alice", Profile.FAST, Exchange.NOW, RANDOM);
    private static final Invitation BOB = AUTHORITY.invite(
            Subscriber.random(2, RANDOM), Exchange.RENDEZVOUS, Invitation.NO_REMOTE, Exchange.NOW, RANDOM);
    private static final long SESSION = 7;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final List<byte[]> openings = new ArrayList<>();
    private final List<byte[]> questions = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final ClientShuttle shuttle = new ClientShuttle(loop, BOB.tlsCryptKey(), new ClientShuttle.Listener() {
        @Override
        public void pathPresence(boolean present) {
            // the tunnel's business
        }

        @Override
        public void sessionLost() {
            heard.add("lost");
        }
    });
    private final Path path = new Path() {
        @Override
        public void send(ByteBuf datagram) {
            if (Datagrams.opcode(datagram) == Datagrams.CONTROL_HARD_RESET_CLIENT_V3) {
                openings.add(ByteBufUtil.getBytes(datagram));
            } else if (Datagrams.firstByte(datagram) == Datagrams.QUESTION) {
                questions.add(ByteBufUtil.getBytes(datagram));
            }
            datagram.release();
        }

        @Override
        public void flush() {
            // each is on its way already
        }
    };

    @BeforeEach
    void begin() {
        shuttle.path(path);
        shuttle.received(Unpooled.buffer().writeByte(0x50).writeLong(SESSION));
    }

    private void dataOut() {
        shuttle.received(Unpooled.copyInt(0x48000001));
    }

    private void dataIn() {
        shuttle.receive(Unpooled.copyInt(0x48000001));
    }

    private void pass(long millis) {
        ticker.advance(millis, TimeUnit.MILLISECONDS);
        loop.runNow();
    }

    @Test
    void asksOnceASecondWhileItsDataIsAnsweredByNothing() {
        dataOut();
        pass(999);
        assertThat(questions).isEmpty();
        pass(1);
        assertThat(questions).hasSize(1);
        pass(1_000);
        assertThat(questions).hasSize(2);
        FriendProofs proofs = AUTHORITY.tlsCryptKey().proofs(BOB.subscriber());
        assertThat(proofs.question(Unpooled.wrappedBuffer(questions.get(0))))
                .hasValueSatisfying(question -> assertThat(question.sessionId()).isEqualTo(SESSION));
    }

    @Test
    void asksNothingInACallThatGoesBothWaysNorInAHandshake() {
        pass(5_000);
        for (int i = 0; i < 200; i++) {
            dataOut();
            pass(10);
            dataIn();
            pass(10);
        }
        pass(5_000);
        assertThat(questions).isEmpty();
    }

    @Test
    void believesTheAnswerToItsLatestQuestionAndAsksNoMore() {
        dataOut();
        pass(1_000);
        byte[] known = BOB.tlsCryptKey().notice().affirms(SESSION, 1);
        shuttle.receive(
                Unpooled.buffer().writeByte(Datagrams.KNOWN).writeLong(SESSION).writeBytes(known));
        assertThat(shuttle.silenceNanos()).isZero();
        pass(5_000);
        assertThat(questions).hasSize(1);
        dataOut();
        pass(1_000);
        shuttle.receive(
                Unpooled.buffer().writeByte(Datagrams.KNOWN).writeLong(SESSION).writeBytes(known));
        assertThat(shuttle.counters().count(ShuttleCounter.DROPPED_TUNNEL_NOTICE))
                .isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void anOpeningThatNothingHasAnsweredIsSentAgainWhenTheOtherEndMayHaveBegunAnew() {
        assertThat(openings).hasSize(1);
        shuttle.doubt();
        loop.runNow();
        assertThat(openings).hasSize(2);
        assertThat(openings.get(1)).isEqualTo(openings.get(0));
        shuttle.path(null);
        shuttle.path(path);
        assertThat(openings).hasSize(3);
        shuttle.receive(Unpooled.buffer().writeByte(0x40).writeLong(1));
        shuttle.doubt();
        loop.runNow();
        assertThat(openings).hasSize(3);
        assertThat(questions).isEmpty();
    }

    @Test
    void asksAtOnceWhenThereIsAPathAgain() {
        dataOut();
        dataIn();
        shuttle.path(null);
        pass(60_000);
        assertThat(questions).isEmpty();
        shuttle.path(path);
        assertThat(questions).hasSize(1);
        byte[] lost = BOB.tlsCryptKey().notice().proof(SESSION);
        shuttle.receive(
                Unpooled.buffer().writeByte(Datagrams.NOTICE).writeLong(SESSION).writeBytes(lost));
        assertThat(heard).containsExactly("lost");
    }

    /** The other end's node is started anew before the first ping, 5 s after the handshake: no data has gone through yet. */
    @Test
    void asksAtOnceWhenThereIsAPathAgainThoughNothingButAHandshakeCameThrough() {
        shuttle.established();
        shuttle.path(null);
        shuttle.path(path);
        assertThat(questions).hasSize(1);
    }

    @Test
    void asksAgainWhenItsQuestionGetsLost() {
        shuttle.established();
        shuttle.doubt();
        loop.runNow();
        assertThat(questions).hasSize(1);
        pass(1_000);
        assertThat(questions).hasSize(2);
        pass(1_000);
        assertThat(questions).hasSize(3);
        dataIn();
        pass(5_000);
        assertThat(questions).hasSize(3);
    }

    @Test
    void tellsOnceWhenSomethingComesThrough() {
        shuttle.whenThrough(() -> heard.add("through"));
        assertThat(shuttle.silenceNanos()).isGreaterThan(TimeUnit.DAYS.toNanos(365));
        shuttle.established();
        assertThat(shuttle.silenceNanos()).isZero();
        dataIn();
        assertThat(heard).containsExactly("through");
    }

    @Test
    void asksWhenToldToDoubt() {
        dataOut();
        shuttle.doubt();
        loop.runNow();
        assertThat(questions).hasSize(1);
    }
}
