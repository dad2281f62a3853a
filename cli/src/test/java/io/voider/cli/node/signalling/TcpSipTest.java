package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.Network;
import io.voider.cli.node.ground.SideOutlet;
import io.voider.cli.report.Events;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.transport.stream.StreamCounter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which connections the exchange takes, and what becomes of them. Their sockets are not there. */
class TcpSipTest {
    private static final MultiThreadIoEventLoopGroup LOOPS =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private static final Network FRIENDS = Network.tunnel(1);
    private static final String BOB = "172.29.2.1";
    private static final String ALICE = "172.29.1.1";

    private final Exchange exchange = new Exchange(
            State.of(
                            "alice",
                            "eth1",
                            List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                            "seed",
                            null,
                            Settings.DEFAULT)
                    .inviting("bob", null, 1195, Instant.EPOCH)
                    .inviting("carol", null, 1196, Instant.EPOCH),
            LOOPS.next(),
            new SideOutlet(),
            new Events(Clock.systemUTC()),
            List.of(),
            ended -> {},
            Clock.systemUTC());
    private final TcpSip tcp = new TcpSip(exchange, LOOPS.next());

    @AfterAll
    static void stop() {
        LOOPS.shutdownGracefully();
    }

    /** A connection from one address to another. */
    private static final class Connection extends EmbeddedChannel {
        private final @Nullable SocketAddress remote;
        private final SocketAddress local;

        Connection(@Nullable String from, String to) {
            remote = from == null ? null : new InetSocketAddress(from, 40_000);
            local = new InetSocketAddress(to, 5060);
        }

        @Override
        public @Nullable SocketAddress remoteAddress() {
            return remote;
        }

        @Override
        public SocketAddress localAddress() {
            return local;
        }
    }

    private Connection accepted(Network network, @Nullable String from, String to) {
        Connection connection = new Connection(from, to);
        tcp.accept(network, connection);
        if (connection.isOpen()) {
            connection.pipeline().fireChannelActive();
        }
        return connection;
    }

    private static ByteBuf message(String method, String toTag) {
        return Unpooled.copiedBuffer(
                method + " sip:10.1.2.1 SIP/2.0\r\nVia: SIP/2.0/TCP 172.16.0.1;branch=z9hG4bK1\r\n"
                        + "From: <sip:172.16.0.1>;tag=a\r\nTo: <sip:10.1.2.1>" + toTag + "\r\nCall-ID: 1\r\nCSeq: 1 "
                        + method + "\r\nContent-Length: 0\r\n\r\n",
                StandardCharsets.US_ASCII);
    }

    @Test
    void friendsAndPhonesMayConnectAndStrangersMayNot() {
        assertThat(accepted(FRIENDS, BOB, ALICE).isOpen()).isTrue();
        assertThat(accepted(Network.PHONES, "172.16.0.1", "10.1.2.1").isOpen()).isTrue();
        Connection stranger = accepted(FRIENDS, "172.29.77.1", ALICE);
        assertThat(stranger.isOpen()).isFalse();
        assertThat(stranger.pipeline().get(SipConnection.class)).isNull();
        assertThat(accepted(FRIENDS, null, ALICE).isOpen())
                .as("who is gone already")
                .isFalse();
    }

    @Test
    void oneFriendHasAShareAndWhatGoesBeyondIsCounted() {
        for (int i = 0; i < 32; i++) {
            assertThat(accepted(FRIENDS, BOB, ALICE).isOpen()).isTrue();
        }
        assertThat(accepted(FRIENDS, "172.29.2.9", ALICE).isOpen()).isFalse();
        assertThat(tcp.counters().count(StreamCounter.REFUSED_STREAM)).isEqualTo(1);
        assertThat(accepted(FRIENDS, "172.29.3.1", ALICE).isOpen()).isTrue();
    }

    @Test
    void whoIsCutOffKeepsNoConnection() {
        Connection bobs = accepted(FRIENDS, BOB, ALICE);
        Connection toBob = accepted(Network.PHONES, "172.16.0.1", "10.1.2.1");
        Connection carols = accepted(FRIENDS, "172.29.3.1", ALICE);
        tcp.cutOff(LineId.friend(2));
        assertThat(bobs.isOpen()).isFalse();
        assertThat(toBob.isOpen()).isFalse();
        assertThat(carols.isOpen()).isTrue();
        tcp.close();
        assertThat(carols.isOpen()).isFalse();
    }

    @Test
    void whatTheExchangeAnswersItselfGoesBackByTheConnection() {
        Connection phones = accepted(Network.PHONES, "172.16.0.1", "10.1.2.1");
        phones.writeInbound(message("INVITE", ""));
        ByteBuf answer = phones.readOutbound();
        assertThat(answer.toString(StandardCharsets.US_ASCII)).startsWith("SIP/2.0 480 ");
        answer.release();
        assertThat(phones.isOpen()).isTrue();
    }

    @Test
    void whatPassesIntoANetworkThatIsNotThereEndsTheConnection() {
        Connection phones = accepted(Network.PHONES, "172.16.0.1", "10.1.2.1");
        phones.writeInbound(message("BYE", ";tag=b"));
        phones.runPendingTasks();
        assertThat(phones.isOpen()).isFalse();
    }
}
