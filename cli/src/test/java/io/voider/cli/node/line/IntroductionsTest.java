package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.client.IntroductionCounter;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a line hears of its rendezvous when there is none. */
class IntroductionsTest {
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    private Path directory;

    private final HeardIntroductions heard = new HeardIntroductions();

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
                        new Introductions(loops.next(), heard, new Counters<>(IntroductionCounter.class))) {
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
            assertThat(heard.reasons.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
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
