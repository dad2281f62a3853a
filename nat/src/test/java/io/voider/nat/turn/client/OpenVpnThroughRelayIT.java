package io.voider.nat.turn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.path.TurnServer;
import io.voider.nat.turn.TurnTransport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenVPN through our TURN client, and through coturn or our own server. */
class OpenVpnThroughRelayIT {
    private static final int DATAGRAMS = 200;
    private static final int ECHO_PORT = 7;
    /** As long as the tunnel's device takes (1,092 bytes), less IPv4's and UDP's headers: with all that goes around it, 1,200. */
    private static final int LONGEST = 1092 - 28;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(TurnTransport.class)
    void runsThroughCoturn(TurnTransport transport) throws Exception {
        try (RelayIsland island = new RelayIsland(directory)) {
            TurnServer coturn = island.coturn(transport);
            if (transport != TurnTransport.UDP) {
                island.blockUdpFromHomes();
            }
            runsThrough(island, coturn);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UDP", "TCP"})
    void runsThroughOurOwnRelay(TurnTransport transport) throws Exception {
        try (RelayIsland island = new RelayIsland(directory)) {
            TurnServer own = island.own(transport);
            if (transport != TurnTransport.UDP) {
                island.blockUdpFromHomes();
            }
            runsThrough(island, own);
        }
    }

    private void runsThrough(RelayIsland island, TurnServer relay) throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        try (RelayedTunnel tunnel = new RelayedTunnel(island, relay, home)) {
            tunnel.connect();
            try (DatagramChannel echo = tunnel.exchange.call(
                            () -> DatagramChannel.open().bind(new InetSocketAddress("172.31.0.1", ECHO_PORT)));
                    DatagramChannel asking = tunnel.friend.call(
                            () -> DatagramChannel.open().bind(new InetSocketAddress("172.31.0.2", 0)))) {
                new Thread(() -> echoAll(echo), "echo").start();
                asking.connect(new InetSocketAddress("172.31.0.1", ECHO_PORT));
                assertThat(answered(asking)).isGreaterThanOrEqualTo(DATAGRAMS * 98 / 100);
            }
        }
    }

    private static void echoAll(DatagramChannel echo) {
        ByteBuffer datagram = ByteBuffer.allocate(2048);
        try {
            while (true) {
                InetSocketAddress from = (InetSocketAddress) echo.receive(datagram.clear());
                echo.send(datagram.flip(), from);
            }
        } catch (java.io.IOException closed) {
            // The test is over.
        }
    }

    /** Sends short and long datagrams one after the other; gives how many came back as they were. */
    private static int answered(DatagramChannel asking) throws java.io.IOException {
        int answered = 0;
        ByteBuffer answer = ByteBuffer.allocate(2048);
        asking.socket().setSoTimeout(1000);
        for (int i = 0; i < DATAGRAMS; i++) {
            ByteBuffer question =
                    ByteBuffer.allocate(i % 2 == 0 ? 172 : LONGEST).putInt(0, i);
            asking.write(question.duplicate());
            java.net.DatagramPacket packet = new java.net.DatagramPacket(answer.array(), answer.capacity());
            try {
                asking.socket().receive(packet);
                boolean same = packet.getLength() == question.capacity() && answer.getInt(0) == i;
                answered += same ? 1 : 0;
            } catch (java.net.SocketTimeoutException lost) {
                // Not answered, not counted.
            }
        }
        return answered;
    }
}
