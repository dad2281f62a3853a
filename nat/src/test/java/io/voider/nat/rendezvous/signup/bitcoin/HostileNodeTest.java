package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something answers in a node's place, and not as one. */
class HostileNodeTest {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    @TempDir
    private Path directory;

    private Path password;

    @BeforeEach
    void setUp() throws IOException {
        password = Files.writeString(directory.resolve("password"), "secret\n");
    }

    private interface Answer {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    /** Asks something that answers each question so. */
    private void ask(Answer answer, Asking asking) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread serves = new Thread(() -> serve(server, answer));
            serves.setDaemon(true);
            serves.start();
            asking.of(new FullNode("http://x@127.0.0.1:" + server.getLocalPort(), password, null, PATIENCE));
        }
    }

    /** Until the server is closed. */
    private static void serve(ServerSocket server, Answer answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                if (socket.getInputStream().read(new byte[4096]) > 0) {
                    answer.to(socket.getOutputStream());
                }
            } catch (IOException gone) {
                // Whoever asked has had enough.
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private interface Asking {
        void of(FullNode node) throws Exception;
    }

    private static Answer result(String json) {
        return out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void refuses(Answer answer, String words) throws Exception {
        ask(
                answer,
                node -> assertThatThrownBy(node::height)
                        .isInstanceOf(ChainException.class)
                        .hasMessageContaining(words));
    }

    /** A head in time, and then a byte now and then: that node is told from one that is well. */
    @Test
    void isNotWaitedForLongerThanItsTimeWhenItDrips() throws Exception {
        long before = System.nanoTime();
        refuses(
                out -> {
                    write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                    for (int i = 0; i < 1_000; i++) {
                        write(out, " ");
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                },
                "too long to answer");
        assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void isNotReadForEverWhenItDoesNotEnd() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        refuses(
                out -> {
                    write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                    for (int i = 0; i < 64; i++) {
                        out.write(megabyte);
                    }
                },
                "more than");
    }

    /** As a connection that was kept open, and is closed just when it is used again. */
    @Test
    void isAskedOnceMoreWhenTheConnectionBreaks() throws Exception {
        int[] asked = new int[1];
        Answer well = result("{\"result\":{\"chain\":\"regtest\",\"blocks\":7}}");
        ask(
                out -> {
                    if (++asked[0] % 2 == 0) {
                        well.to(out);
                    }
                },
                node -> {
                    assertThat(node.height()).isEqualTo(7);
                    assertThat(node.network()).isEqualTo(BitcoinNetwork.REGTEST);
                });
        assertThat(asked[0]).isEqualTo(4);
        refuses(out -> {}, "not as one");
    }

    @Test
    void isRefusedInWordsWhateverItSays() throws Exception {
        refuses(result("[".repeat(10_000)), "not as one");
        refuses(result("{}"), "does not do getblockchaininfo");
        refuses(result("{\"result\":{\"blocks\":-5}}"), "does not say how many blocks");
        refuses(result("{\"result\":{\"blocks\":5,\"headers\":100}}"), "behind");
        refuses(out -> write(out, "SSH-2.0-x\r\n"), "not as one");
        refuses(out -> write(out, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"), "password");
        ask(
                result("{\"result\":\"" + "ab".repeat(31) + "\"}"),
                node -> assertThatThrownBy(() -> node.hash(1)).hasMessageContaining("no hash"));
        ask(
                result("{\"result\":\"xy\"}"),
                node -> assertThatThrownBy(() -> node.block(Octets.of(new byte[32])))
                        .hasMessageContaining("hexadecimal"));
        ask(
                result("{\"result\":[\"xy\"]}"),
                node -> assertThatThrownBy(node::waiting).hasMessageContaining("hexadecimal"));
    }
}
