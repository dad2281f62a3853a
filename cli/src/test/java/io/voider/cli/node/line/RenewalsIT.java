package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.exchange.LineId;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.client.IntroductionCounter;
import io.voider.nat.rendezvous.server.RendezvousConfiguration;
import io.voider.nat.rendezvous.server.RendezvousServer;
import io.voider.transport.count.Counters;
import io.voider.transport.identity.Invitation;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate near its end is renewed by way of a real rendezvous on loopback. */
class RenewalsIT {
    private static final Instant TODAY = Instant.parse("2027-03-01T12:00:00Z");
    private static final LineId ALICE = LineId.joined(2);
    private static final LineId BOB = LineId.friend(2);
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    private Path directory;

    private final SecureRandom random = new SecureRandom();

    private Registrar create(String name, RendezvousConfiguration rendezvous, Home home) throws Exception {
        try (Accounts accounts = rendezvous.accounts()) {
            return Registrar.create(
                    home,
                    name,
                    "eth1",
                    List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                    accounts.add(name).text(),
                    Settings.DEFAULT,
                    Clock.fixed(TODAY, ZoneOffset.UTC),
                    random);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    @SuppressWarnings("try") // the server need only be there
    void aCertificateInTheSecondHalfOfItsLifeIsReplacedAndBothAreGood() throws Exception {
        RendezvousConfiguration rendezvous = RendezvousConfiguration.of(
                        directory.resolve("rendezvous"),
                        List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                .withPorts(freePort(), freePort(), freePort());
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        HeardIntroductions aliceHears = new HeardIntroductions();
        HeardIntroductions bobHears = new HeardIntroductions();
        try (RendezvousServer server = RendezvousServer.start(rendezvous, RendezvousServer.Sockets.EPOLL);
                Home aliceHome = Home.open(directory.resolve("alice"));
                Home bobHome = Home.open(directory.resolve("bob"));
                Introductions fromAlice =
                        new Introductions(loops.next(), aliceHears, new Counters<>(IntroductionCounter.class));
                Introductions fromBob =
                        new Introductions(loops.next(), bobHears, new Counters<>(IntroductionCounter.class))) {
            Invitation invited = create("alice", rendezvous, aliceHome).invite("bob");
            Registrar bob = create("bob", rendezvous, bobHome);
            bob.join(Invitation.parse(invited.text()), null);
            Instant nearTheEnd =
                    invited.credential().certificate().getNotAfter().toInstant().minus(Duration.ofDays(20));
            Registrar alice = Registrar.open(aliceHome, Clock.fixed(nearTheEnd, ZoneOffset.UTC), random);
            fromAlice.follow(alice.current());
            fromBob.follow(bob.current());
            assertThat(aliceHears.ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(BOB);

            Renewals issuing = new Renewals(alice, fromAlice::send, (index, renewed) -> {});
            issuing.offer(BOB);
            issuing.renew();

            Letter letter = bobHears.letters.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(letter).isInstanceOf(Letter.Certificate.class);
            LinkedBlockingQueue<Invitation> taken = new LinkedBlockingQueue<>();
            Renewals taking = new Renewals(bob, fromBob::send, (index, renewed) -> taken.add(renewed));
            taking.take(ALICE, (Letter.Certificate) letter);
            taking.take(ALICE, (Letter.Certificate) letter);
            assertThat(taken).hasSize(1);
            Invitation kept = bob.invitation(bob.state().exchanges().get(0));
            assertThat(kept).isEqualTo(taken.element());
            assertThat(kept.credential().privateKey().getEncoded())
                    .isEqualTo(invited.credential().privateKey().getEncoded());
            assertThat(kept.credential().certificate().getNotAfter())
                    .isAfter(java.util.Date.from(nearTheEnd.plus(Duration.ofDays(9 * 365))));
            assertThat(alice.current().roll().friends()).containsOnlyKeys(2);
            assertThat(aliceHears.unusable).isEmpty();
            assertThat(bobHears.unusable).isEmpty();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void aCertificateFromAFriendOrForSomebodyElseChangesNothing() throws Exception {
        RendezvousConfiguration rendezvous = RendezvousConfiguration.of(
                directory.resolve("rendezvous"),
                List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())));
        try (Home aliceHome = Home.open(directory.resolve("alice"));
                Home bobHome = Home.open(directory.resolve("bob"))) {
            Registrar alice = create("alice", rendezvous, aliceHome);
            Invitation forBob = alice.invite("bob");
            Invitation forCarol = alice.invite("carol");
            Registrar bob = create("bob", rendezvous, bobHome);
            bob.join(forBob, null);
            Renewals taking = new Renewals(bob, (line, letter) -> {}, (index, renewed) -> {
                throw new AssertionError("taken");
            });
            Letter.Certificate carols =
                    new Letter.Certificate(forCarol.credential().certificatePem());
            taking.take(ALICE, carols);
            taking.take(ALICE, new Letter.Certificate("nonsense"));
            taking.take(LineId.joined(9), carols);
            taking.take(BOB, new Letter.Certificate(forBob.credential().certificatePem()));
            assertThat(bob.invitation(bob.state().exchanges().get(0))).isEqualTo(forBob);
        }
    }
}
