package io.voider.nat.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.voider.nat.turn.server.StunTurnConfiguration.Interface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the relay does with TCP connections of people who are no clients, on loopback. */
class TurnStreamsTest {
    private static final int MAX_PER_SOURCE = 512;
    private static final int PATIENCE_MILLIS = 30_000;

    private final List<Socket> sockets = new ArrayList<>();
    private final StunTurnServer server = StunTurnServer.start(
            new StunTurnConfiguration(
                    List.of(new Interface(InetAddress.getLoopbackAddress(), InetAddress.getLoopbackAddress())),
                    0,
                    0,
                    Optional.of(new StunTurnConfiguration.Relay(
                            new SharedSecret(new byte[32]),
                            20_000,
                            29_999,
                            List.of(),
                            StunTurnConfiguration.Quotas.DEFAULT)),
                    StunTurnConfiguration.Limits.DEFAULT),
            EpollDatagramChannel::new,
            EpollServerSocketChannel::new);

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket connect() throws IOException {
        InetSocketAddress at = server.endpoints().get(0);
        Socket socket = new Socket(at.getAddress(), at.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        sockets.add(socket);
        return socket;
    }

    /** Waits for the end, in whichever way it comes. */
    private static void awaitEnd(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private long count(StunTurnCounter counter) {
        return server.counts().getOrDefault(counter, 0L);
    }

    @Test
    void whatIsNeitherStunNorChannelDataEndsTheConnection() throws IOException {
        Socket socket = connect();
        socket.getOutputStream().write(new byte[] {(byte) 0x80, 0, 0, 0});
        awaitEnd(socket);
        assertThat(count(StunTurnCounter.TURN_STREAMS_BROKEN)).isEqualTo(1);
    }

    @Test
    void whoAsksForNothingIsPutOut() throws IOException {
        awaitEnd(connect());
        assertThat(count(StunTurnCounter.TURN_STREAMS_UNUSED)).isEqualTo(1);
    }

    @Test
    void oneAddressHasOnlySoManyConnections() throws IOException {
        for (int i = 0; i < MAX_PER_SOURCE; i++) {
            connect();
        }
        awaitEnd(connect());
        assertThat(count(StunTurnCounter.TURN_STREAMS_REFUSED)).isEqualTo(1);
    }
}
