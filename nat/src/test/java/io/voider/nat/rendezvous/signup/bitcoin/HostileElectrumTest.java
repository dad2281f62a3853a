package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Something answers in an Electrum server's place, by TLS, and not as one. */
@Timeout(120)
class HostileElectrumTest {
    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long NOW = 2_000_000_000;

    @TempDir
    private Path directory;

    private void refuses(ElectrumListener.Manners manners, Duration patience, String words) throws Exception {
        try (ElectrumListener listener = new ElectrumListener(directory, manners)) {
            refuses(listener.place(), patience, words);
        }
    }

    private static void refuses(ElectrumPlace place, Duration patience, String words) {
        ElectrumFollower follower =
                new ElectrumFollower(() -> new ElectrumConnection(place, patience), BitcoinNetwork.REGTEST);
        assertThatThrownBy(() -> follower.next(-1, null, Set.of(), NOW))
                .isInstanceOf(ChainException.class)
                .hasMessageContaining(words);
        follower.close();
    }

    @Test
    void isAskedByTlsWhenItIsOne() throws Exception {
        MadeChain chain = new MadeChain(5);
        try (ElectrumListener listener = new ElectrumListener(directory, new ElectrumStandIn(chain))) {
            ElectrumPlace unknown = new ElectrumPlace(listener.place().server(), null);
            assertThat(ElectrumFollower.pinned(unknown)).isEqualTo(listener.place());
            try (ElectrumFollower follower = ElectrumFollower.of(listener.place(), BitcoinNetwork.REGTEST)) {
                assertThat(follower.network()).isEqualTo(BitcoinNetwork.REGTEST);
                assertThat(follower.next(-1, null, Set.of(), NOW))
                        .isEqualTo(new ChainStep.Begun(4, chain.header(4).hash()));
            }
        }
    }

    @Test
    void isRefusedWhenItHasAnotherKey() throws Exception {
        try (ElectrumListener listener = new ElectrumListener(directory, (in, out) -> in.readLine())) {
            ElectrumPlace other = new ElectrumPlace(listener.place().server(), Octets.of(new byte[32]));
            refuses(other, LONG, "another server, or somebody in between");
        }
    }

    @Test
    void isNotWaitedForLongerThanItsTimeWhenItDripsOrSaysNothing() throws Exception {
        long before = System.nanoTime();
        refuses(
                (in, out) -> {
                    for (int i = 0; i < 1_000; i++) {
                        out.write(' ');
                        out.flush();
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                },
                PATIENCE,
                "too long to answer");
        refuses((in, out) -> in.lines().forEach(line -> {}), PATIENCE, "too long to answer");
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(60));
    }

    @Test
    void isNotReadForEverWhenItDoesNotEnd() throws Exception {
        byte[] much = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        refuses(
                (in, out) -> {
                    for (int i = 0; i < 1_600; i++) {
                        out.write(much);
                    }
                },
                LONG,
                "more than");
    }

    @Test
    void isRefusedInWordsWhenItIsSomethingElse() throws Exception {
        refuses(
                (in, out) -> out.write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII)),
                LONG,
                "does not speak JSON");
        refuses((in, out) -> in.readLine(), LONG, "closed the connection");
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("220 mail\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read(new byte[4096]);
                } catch (IOException gone) {
                    // Whoever asked has had enough.
                }
            });
            answers.setDaemon(true);
            answers.start();
            refuses(
                    new ElectrumPlace(new Endpoint("127.0.0.1", plain.getLocalPort()), Octets.of(new byte[32])),
                    LONG,
                    "cannot be asked");
        }
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        refuses(new ElectrumPlace(new Endpoint("127.0.0.1", free), null), LONG, "cannot be asked");
    }

    @Test
    void isWrittenInOneWay() {
        ElectrumPlace place = new ElectrumPlace(new Endpoint("2001:db8::1", 50_002), Octets.of(new byte[32]));
        assertThat(ElectrumPlace.parse(place.text())).isEqualTo(place);
        assertThat(ElectrumPlace.isMeant(place.text())).isTrue();
        assertThat(ElectrumPlace.parse("h.invalid:50002").pin()).isNull();
        assertThatThrownBy(() -> ElectrumPlace.parse("h.invalid:50002/short")).hasMessageContaining("HOST:PORT/PIN");
        assertThatThrownBy(() -> ElectrumPlace.parse("h.invalid")).hasMessageContaining("HOST:PORT/PIN");
    }
}
