package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.exchange.LineId;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.client.IntroductionCounter;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a line hears of its rendezvous when there is none. */
class IntroductionsTest {
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    private Path directory;

    private final BlockingQueue<String> reasons = new LinkedBlockingQueue<>();

    private final class Ear implements Introductions.Listener {
        @Override
        public void rendezvous(LineId line, String whyNot) {
            reasons.add(line + ": " + whyNot);
        }

        @Override
        public void peer(LineId line, boolean up) {
            // nobody is seen without a rendezvous
        }

        @Override
        public void peerElsewhere(LineId line, boolean up) {
            // nor there
        }

        @Override
        public void ready(LineId line) {
            // nor written to
        }

        @Override
        public void letter(LineId line, Letter letter) {
            // nor heard
        }

        @Override
        public void stunServers(LineId line, List<InetSocketAddress> servers) {
            // there are no paths here
        }

        @Override
        public void unusable(LineId line, String why) {
            reasons.add("unusable: " + why);
        }

        @Override
        public void relay(LineId line, RelayCredentials credentials) {
            // nor relays
        }
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void tellsEachLineThatItIsTheRendezvousWhichIsMissingAndWhy() throws Exception {
        SecureRandom random = new SecureRandom();
        OwnerAccount account = new OwnerAccount(
                List.of(new Endpoint("127.0.0.1", closedPort())), Octets.random(random, 32), Octets.random(random, 32));
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (Home home = Home.open(directory.resolve("alice"));
                Introductions introductions =
                        new Introductions(loops.next(), new Ear(), new Counters<>(IntroductionCounter.class))) {
            Registrar registrar = Registrar.create(
                    home,
                    "alice",
                    "eth1",
                    List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                    account.text(),
                    Settings.DEFAULT.with("strong-crypto", "false"),
                    Clock.systemUTC(),
                    random);
            registrar.invite("bob");
            introductions.follow(registrar.current());
            assertThat(introductions.reports())
                    .extracting(RendezvousReport::why)
                    .containsExactly("being connected");
            assertThat(reasons.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .startsWith("10.1.2.1: ")
                    .contains("nothing listens there");
            RendezvousReport report = introductions.reports().get(0);
            assertThat(report.connected()).isFalse();
            assertThat(report.why()).contains("nothing listens there");
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
