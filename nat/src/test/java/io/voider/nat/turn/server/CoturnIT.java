package io.voider.nat.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.voider.nat.turn.server.StunTurnConfiguration.Interface;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** coturn's own clients against our server, on loopback. */
class CoturnIT {
    private static final String SECRET = "shared between rendezvous and relay";
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8");

    @TempDir
    Path directory;

    private StunTurnServer server;

    @BeforeEach
    void start() throws IOException {
        server = serve(LOOPBACK);
    }

    private static StunTurnServer serve(List<String> allowedRanges) throws IOException {
        InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress two = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        return StunTurnServer.start(
                new StunTurnConfiguration(
                        List.of(new Interface(one, one), new Interface(two, two)),
                        0,
                        0,
                        Optional.of(new StunTurnConfiguration.Relay(
                                new SharedSecret(SECRET.getBytes(StandardCharsets.UTF_8)),
                                20000,
                                29999,
                                allowedRanges,
                                StunTurnConfiguration.Quotas.DEFAULT)),
                        StunTurnConfiguration.Limits.DEFAULT),
                EpollDatagramChannel::new,
                EpollServerSocketChannel::new);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as(() -> program + " is still running: " + text(output))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return text(output);
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private String port() {
        return Integer.toString(server.endpoints().get(0).getPort());
    }

    @Test
    void stunClientLearnsItsAddressAndTheOtherEndpoint() throws Exception {
        String output = run("turnutils_stunclient", "-p", port(), "-L", "127.0.0.1", "-f", "127.0.0.1");

        assertThat(output)
                .contains("IPv4. UDP reflexive addr: 127.0.0.1:")
                .contains("IPv4. Response origin: : 127.0.0.1:" + port())
                .contains("IPv4. Other addr: : 127.0.0.2:"
                        + server.endpoints().get(3).getPort());
    }

    @Test
    void natDiscoveryGoesThroughAllItsTests() throws Exception {
        String output = run("turnutils_natdiscovery", "-m", "-f", "-p", port(), "-L", "127.0.0.1", "127.0.0.1");

        assertThat(output)
                .contains("NAT with Endpoint Independent Mapping!")
                .contains("NAT with Endpoint Independent Filtering!");
    }

    @Test
    void uclientRelaysThroughChannelsToAnEchoingPeer() throws Exception {
        String output = uclient("-e", "127.0.0.3");

        assertThat(output)
                .contains("tot_send_msgs=100")
                .contains("tot_recv_msgs=100")
                .contains("Total lost packets 0");
    }

    @Test
    void uclientRelaysThroughIndicationsToAnEchoingPeer() throws Exception {
        String output = uclient("-s", "-e", "127.0.0.3");

        assertThat(output).contains("Total lost packets 0").contains("tot_recv_msgs=100");
    }

    @Test
    void uclientRelaysOverTcpThroughChannels() throws Exception {
        String output = uclient("-t", "-e", "127.0.0.3");

        assertThat(output).contains("Total lost packets 0").contains("tot_recv_msgs=100");
    }

    @Test
    void uclientRelaysOverTcpThroughIndications() throws Exception {
        String output = uclient("-t", "-s", "-e", "127.0.0.3");

        assertThat(output).contains("Total lost packets 0").contains("tot_recv_msgs=100");
    }

    @Test
    void uclientRelaysFromOneRelayedAddressToAnother() throws Exception {
        String output = run(
                "turnutils_uclient",
                "-y",
                "-c",
                "-m",
                "4",
                "-n",
                "50",
                "-z",
                "5",
                "-W",
                SECRET,
                "-u",
                "bob",
                "-p",
                port(),
                "127.0.0.1");

        assertThat(output).contains("Total lost packets 0").contains("tot_recv_msgs=200");
    }

    @Test
    void aWrongSecretGetsNothing() throws Exception {
        String output = run(
                "turnutils_uclient",
                "-y",
                "-c",
                "-m",
                "2",
                "-n",
                "5",
                "-W",
                "another secret",
                "-u",
                "bob",
                "-p",
                port(),
                "127.0.0.1");

        assertThat(output).doesNotContain("tot_recv_msgs=10");
        assertThat(server.counts()).doesNotContainKey(StunTurnCounter.TURN_ALLOCATED);
    }

    @Test
    void aPublicServerDoesNotRelayToLoopback() throws Exception {
        server.close();
        server = serve(List.of());

        String output = run(
                "turnutils_uclient",
                "-c",
                "-n",
                "5",
                "-e",
                "127.0.0.3",
                "-W",
                SECRET,
                "-u",
                "bob",
                "-p",
                port(),
                "127.0.0.1");

        assertThat(output).contains("403");
        assertThat(server.counts()).containsKey(StunTurnCounter.TURN_REFUSED_PEER);
    }

    /** Runs uclient with 100 messages against a peer that sends everything back. */
    private String uclient(String... how) throws Exception {
        DatagramSocket peer =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 3}), 0));
        Thread echo = new Thread(() -> echo(peer));
        echo.start();
        try {
            List<String> arguments = new ArrayList<>(List.of(how));
            arguments.addAll(List.of("-c", "-n", "100", "-z", "5", "-W", SECRET, "-u", "bob"));
            arguments.addAll(List.of("-r", Integer.toString(peer.getLocalPort()), "-p", port(), "127.0.0.1"));
            return run("turnutils_uclient", arguments.toArray(String[]::new));
        } finally {
            peer.close();
            echo.join();
        }
    }

    private static void echo(DatagramSocket peer) {
        byte[] buffer = new byte[2048];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                peer.receive(packet);
                peer.send(packet);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
