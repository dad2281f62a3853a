package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.voider.cli.exchange.LineBoard;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.LineState;
import io.voider.cli.node.ground.Whereabouts;
import io.voider.nat.ice.PathStatus;
import io.voider.nat.path.PredictionTurns;
import io.voider.transport.address.Endpoint;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Rendezvous;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.shuttle.ClientShuttle;
import io.voider.transport.shuttle.LoopbackLeg;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a line makes of its path's and its tunnel's news, by a clock that the test moves and without a socket. */
class LineLinkTest {
    private static final LineId LINE = LineId.joined(2);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Invitation INVITATION = Authority.create("alice", Profile.FAST, NOW, RANDOM)
            .invite(
                    Subscriber.random(2, RANDOM),
                    Rendezvous.of(List.of(new Endpoint("192.0.2.1", 7443)), new byte[32], "capability"),
                    Invitation.NO_REMOTE,
                    NOW,
                    RANDOM);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final List<String> states = new ArrayList<>();
    private final List<String> posted = new ArrayList<>();
    private final List<String> toOpenVpn = new ArrayList<>();
    private final LineBoard board = new LineBoard(
            Clock.systemUTC(), line -> 0, change -> states.add(change.line().state()));
    private final LineLink.Post post = new LineLink.Post() {
        @Override
        public void send(LineId line, Letter letter) {
            posted.add(letter.getClass().getSimpleName());
        }

        @Override
        public void doubt(LineId line) {
            posted.add("doubt");
        }
    };
    private final LineLink link =
            new LineLink(LINE, 0, loop, board, Runnable::run, post, new PredictionTurns(), new Whereabouts() {
                @Override
                public List<InetAddress> addresses() {
                    return List.of();
                }

                @Override
                public Optional<Gateway> gateway() {
                    return Optional.empty();
                }
            });
    private final ClientShuttle shuttle =
            new ClientShuttle(loop, INVITATION.tlsCryptKey(), new ClientShuttle.Listener() {
                @Override
                public void pathPresence(boolean present) {
                    posted.add(present ? "path" : "no path");
                }

                @Override
                public void sessionLost() {
                    posted.add("lost");
                }
            });

    @BeforeEach
    void begin() {
        shuttle.leg(new LoopbackLeg() {
            @Override
            public int port() {
                return 1;
            }

            @Override
            public boolean send(ByteBuf datagram) {
                toOpenVpn.add("datagram");
                datagram.release();
                return true;
            }

            @Override
            public void close() {
                toOpenVpn.add("closed");
            }
        });
        board.add(LINE, "alice");
        board.peer(LINE, true);
        link.carry(shuttle);
        loop.runNow();
    }

    private void path(PathStatus.State state) {
        link.status(new PathStatus(state, 1, "as the test wants it"));
        loop.runNow();
    }

    private void tunnelUp() {
        shuttle.received(Unpooled.buffer().writeByte(0x50).writeLong(7)); // the session's opening
        shuttle.established();
        board.tunnel(LINE, true, "connected");
    }

    private void pass(long seconds) {
        ticker.advance(seconds, TimeUnit.SECONDS);
        loop.runNow();
    }

    private void dataIn() {
        link.receive(Unpooled.copyInt(0x48000001));
    }

    @Test
    void isUpWhenPathAndTunnelAre() {
        path(PathStatus.State.DIRECT);
        tunnelUp();
        assertThat(states).containsExactly("finding", "connecting", "up");
        assertThat(posted).containsExactly("path");
    }

    @Test
    void isNotUpUntilSomethingComesThroughAPathThatWasFoundAnew() {
        path(PathStatus.State.DIRECT);
        tunnelUp();
        pass(1);
        path(PathStatus.State.LOST);
        pass(1);
        path(PathStatus.State.RELAYED);
        assertThat(board.state(LINE)).isEqualTo(LineState.CONNECTING);
        dataIn();
        assertThat(board.state(LINE)).isEqualTo(LineState.UP);
        assertThat(states).containsExactly("finding", "connecting", "up", "failing", "connecting", "up");
    }

    @Test
    void saysSoWhenNothingComesThroughForFifteenSeconds() {
        path(PathStatus.State.DIRECT);
        tunnelUp();
        pass(14);
        assertThat(board.state(LINE)).isEqualTo(LineState.UP);
        pass(1);
        assertThat(board.state(LINE)).isEqualTo(LineState.CONNECTING);
        dataIn();
        assertThat(board.state(LINE)).isEqualTo(LineState.UP);
        pass(10);
        dataIn();
        pass(10);
        assertThat(board.state(LINE)).isEqualTo(LineState.UP);
    }

    @Test
    void asksTheRendezvousWhenThePathFallsSilentAndTellsCallersAtOnceWhenItDoesNotSeeThemEither() {
        path(PathStatus.State.DIRECT);
        tunnelUp();
        path(PathStatus.State.SUSPECT);
        assertThat(posted).endsWith("doubt");
        assertThat(board.state(LINE)).isEqualTo(LineState.UP);
        link.peerUnseen();
        loop.runNow();
        path(PathStatus.State.SUSPECT);
        assertThat(board.state(LINE)).isEqualTo(LineState.FAILING);
    }

    @Test
    void aNodeThatGoesAgainSoonAfterItCameIsLookedForAsLongAsBefore() {
        path(PathStatus.State.DIRECT);
        tunnelUp();
        link.peerUnseen();
        pass(4);
        link.peerUnseen();
        pass(2);
        path(PathStatus.State.SUSPECT);
        assertThat(board.state(LINE)).isEqualTo(LineState.FAILING);
    }

    @Test
    void keepsASilentPathDuringACallAndAfterAMomentTellsThoseWhoCall() {
        path(PathStatus.State.DIRECT);
        tunnelUp();
        link.inCall(true);
        loop.runNow();
        path(PathStatus.State.SUSPECT);
        assertThat(board.state(LINE)).isEqualTo(LineState.UP);
        pass(1);
        assertThat(board.state(LINE)).isEqualTo(LineState.FAILING);
        path(PathStatus.State.DIRECT);
        pass(1);
        dataIn();
        assertThat(board.state(LINE)).isEqualTo(LineState.UP);
    }

    @Test
    void carriesNothingOnceItIsClosed() {
        path(PathStatus.State.DIRECT);
        tunnelUp();
        dataIn();
        assertThat(toOpenVpn).containsExactly("datagram");
        Thread closing = new Thread(link::close);
        closing.start();
        while (closing.isAlive()) {
            loop.runNow();
        }
        dataIn();
        link.send(Unpooled.copyInt(0x48000001));
        assertThat(toOpenVpn).containsExactly("datagram");
        pass(60);
        assertThat(board.state(LINE)).isEqualTo(LineState.UP); // its end is told by whoever closed it
    }

    @Test
    void handsAnOfferToThePost() {
        link.offer(new byte[] {1});
        assertThat(posted).containsExactly("Offer");
    }
}
