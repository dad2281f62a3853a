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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same secrets on two machines: the later one has the line, and everybody concerned is told. */
class UsedTwiceIT {
    private static final int PATIENCE_SECONDS = 30;
    private static final LineId BOB = LineId.friend(2);

    @TempDir
    private Path directory;

    private final SecureRandom random = new SecureRandom();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private RendezvousConfiguration configuration;
    private RendezvousServer server;

    /** A machine with a node, and what it hears. */
    private final class Machine implements AutoCloseable {
        final HeardIntroductions hears = new HeardIntroductions();
        final Home home;
        final Registrar registrar;
        private final Introductions introductions =
                new Introductions(loops.next(), hears, new Counters<>(IntroductionCounter.class));

        Machine(Home home, Registrar registrar) {
            this.home = home;
            this.registrar = registrar;
        }

        void start() {
            introductions.follow(registrar.current());
        }

        @Override
        public void close() throws IOException {
            introductions.close();
            home.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        configuration = RendezvousConfiguration.of(
                        directory.resolve("rendezvous"),
                        List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                .withPorts(freePort(), freePort(), freePort());
        server = RendezvousServer.start(configuration, RendezvousServer.Sockets.EPOLL);
    }

    @AfterEach
    void end() {
        server.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Machine machine(String name, @Nullable String account) throws Exception {
        Home home = Home.open(directory.resolve(name));
        return new Machine(
                home,
                Registrar.create(
                        home,
                        name,
                        "eth1",
                        List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                        account,
                        Settings.DEFAULT.with("strong-crypto", "false"),
                        Clock.systemUTC(),
                        random));
    }

    /** An owner with an account here. */
    private Machine owner() throws Exception {
        try (Accounts accounts = configuration.accounts()) {
            return machine("alice", accounts.add("alice").text());
        }
    }

    @Test
    void ofAnInvitationOnTwoMachinesTheLaterHasTheLine() throws Exception {
        try (Machine alice = owner();
                Machine old = machine("old", null);
                Machine fresh = machine("fresh", null)) {
            Invitation invitation = alice.registrar.invite("bob");
            old.registrar.join(Invitation.parse(invitation.text()), null);
            fresh.registrar.join(Invitation.parse(invitation.text()), null);
            alice.start();
            old.start();
            assertThat(alice.hears.ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(BOB);
            fresh.start();
            assertThat(old.hears.usedTwice.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .startsWith("10.2.1.1: another machine uses the same invitation");
            assertThat(fresh.hears.usedTwice.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .contains("another machine uses the same invitation");
            assertThat(alice.hears.usedTwice.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .startsWith("10.1.2.1: the invitation is used on two machines of theirs");
            assertThat(fresh.hears.ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(LineId.joined(2));
        }
    }

    @Test
    void ofAnAccountOnTwoMachinesTheLaterHasTheLines() throws Exception {
        try (Machine old = owner();
                Machine bob = machine("bob", null)) {
            bob.registrar.join(Invitation.parse(old.registrar.invite("bob").text()), null);
            copy(directory.resolve("alice"), directory.resolve("copy"));
            bob.start();
            old.start();
            assertThat(old.hears.ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(BOB);
            Home home = Home.open(directory.resolve("copy"));
            try (Machine fresh = new Machine(home, Registrar.open(home, Clock.systemUTC(), random))) {
                fresh.start();
                assertThat(old.hears.usedTwice.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .startsWith("10.1.2.1: another machine uses the same rendezvous account");
                assertThat(fresh.hears.usedTwice.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .startsWith("10.1.2.1: another machine uses this node's rendezvous account");
                assertThat(fresh.hears.ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(BOB);
            }
        }
    }

    @Test
    void aNodeThatStartsAnewIsNotTwo() throws Exception {
        try (Machine alice = owner();
                Machine bob = machine("bob", null)) {
            bob.registrar.join(Invitation.parse(alice.registrar.invite("bob").text()), null);
            alice.start();
            bob.start();
            assertThat(alice.hears.ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(BOB);
            bob.introductions.close();
            Machine again = new Machine(bob.home, bob.registrar);
            again.start();
            assertThat(again.hears.ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(LineId.joined(2));
            assertThat(alice.hears.ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(BOB);
            assertThat(alice.hears.usedTwice).isEmpty();
            assertThat(again.hears.usedTwice).isEmpty();
            again.introductions.close();
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isDirectory(file) || Files.isRegularFile(file)) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
        }
    }
}
