package io.voider.cli.node.signalling;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.node.ground.SideOutlet;
import io.voider.cli.report.Events;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.ns.Namespace;
import io.voider.sip.call.Flow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From which port the node calls a phone, where the caller's own cannot be had: as the kernel has it. */
class SourcePortIT {
    private static final String CALLER = "127.0.0.5";
    private static final String PHONE = "127.0.0.1";
    private static final int CALLERS_PORT = 20_000;
    private static final int PATIENCE_MILLIS = 20_000;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IoEventLoop loop = loops.next();
    private final Namespace namespace = Namespace.anonymous("source-port");
    private final TcpSip tcp = new TcpSip(
            new Exchange(
                    State.of(
                            "alice",
                            "eth1",
                            List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                            "seed",
                            null,
                            Settings.DEFAULT),
                    loop,
                    new SideOutlet(),
                    new Events(Clock.systemUTC()),
                    List.of(),
                    ended -> {},
                    Clock.systemUTC()),
            loop);
    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private ServerSocket phone;

    /** A switchboard that has whatever comes go to the phone. */
    private final class ToPhone implements ConnectionOperator {
        private final AwaitedAnswers answers = new AwaitedAnswers();

        @Override
        public AwaitedAnswers answers() {
            return answers;
        }

        @Override
        public Outcome message(Flow flow, ByteBuf message, ArrivalOutputs outputs) {
            return new Outcome.Passed(
                    Network.PHONES, 0x7f000005, 0x7f000001, phone.getLocalPort(), 0, message.retainedSlice());
        }

        @Override
        public void connect(SipConnection twin, Outcome.Passed passed, int sourcePort, int destinationPort) {
            tcp.connect(twin, passed, sourcePort, destinationPort);
        }

        @Override
        public @Nullable SipConnection registered(Outcome.Passed passed) {
            return null;
        }

        @Override
        public Outcome unreachable(Flow flow, ByteBuf message) {
            refused.add(message.toString(US_ASCII));
            return Outcome.ENDED;
        }
    }

    @BeforeEach
    void listen() throws Exception {
        namespace.links().up("lo");
        phone = namespace.call(() -> new ServerSocket());
        namespace.call(() -> {
            phone.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return phone;
        });
        phone.setSoTimeout(PATIENCE_MILLIS);
        tcp.listen(Network.PHONES, namespace);
        while (!listens(PHONE, 5060)) {
            Thread.onSpinWait();
        }
        // The first ends behind the binding, the second behind what that left to be done.
        loop.submit(() -> {}).sync();
        loop.submit(() -> {}).sync();
    }

    @AfterEach
    void remove() throws IOException {
        tcp.close();
        phone.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        namespace.close();
    }

    private boolean listens(String address, int port) {
        return namespace.call(() -> {
            try (Socket probe = new Socket(address, port)) {
                return probe.isConnected();
            } catch (IOException refusal) {
                return false;
            }
        });
    }

    /** A connection from the caller's address and port to the phone, which is not the node's. */
    private Socket same() {
        return namespace.call(() -> {
            Socket socket = new Socket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(CALLER, CALLERS_PORT));
            socket.connect(phone.getLocalSocketAddress());
            return socket;
        });
    }

    private void call() throws InterruptedException {
        SipConnection.Ends ends = new SipConnection.Ends(0x0a020101, CALLERS_PORT, 0x0a010101, 5060);
        loop.submit(() -> {
                    EmbeddedChannel channel = new EmbeddedChannel();
                    new SipConnection(Network.tunnel(1), ends, new ToPhone(), System::nanoTime, counted -> {})
                            .accept(channel.pipeline());
                    channel.pipeline().fireChannelActive();
                    channel.writeInbound(Unpooled.copiedBuffer(
                            "OPTIONS sip:a@" + PHONE + " SIP/2.0\r\nVia: SIP/2.0/TCP " + CALLER
                                    + ";branch=z9hG4bK1\r\nFrom: <sip:b@c>;tag=1\r\nTo: <sip:a@d>\r\nCall-ID: 1\r\n"
                                    + "CSeq: 1 OPTIONS\r\nContact: <sip:b@" + CALLER + ":" + CALLERS_PORT
                                    + ";transport=tcp>\r\nContent-Length: 0\r\n\r\n",
                            US_ASCII));
                })
                .sync();
    }

    /** The port from which the phone is called. */
    private int calledFrom() throws IOException {
        try (Socket called = phone.accept()) {
            called.setSoTimeout(PATIENCE_MILLIS);
            assertThat(called.getInetAddress().getHostAddress()).isEqualTo(CALLER);
            assertThat(new BufferedReader(new InputStreamReader(called.getInputStream(), US_ASCII)).readLine())
                    .isEqualTo("OPTIONS sip:a@" + PHONE + " SIP/2.0");
            return called.getPort();
        }
    }

    /** How many connections were asked for in the namespace. */
    private int asked() {
        List<String[]> rows = namespace.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/snmp")).stream()
                .filter(line -> line.startsWith("Tcp:"))
                .map(line -> line.split(" "))
                .toList());
        return Integer.parseInt(rows.get(1)[List.of(rows.get(0)).indexOf("ActiveOpens")]);
    }

    @Test
    void isTheCallersOwnWhileNobodyHasIt() throws Exception {
        call();
        assertThat(calledFrom()).isEqualTo(CALLERS_PORT);
        assertThat(listens(CALLER, CALLERS_PORT)).isFalse();
    }

    @Test
    void isAnotherWhileTheSameConnectionIsThereAndTheCallersContactIsReachedNevertheless() throws Exception {
        try (Socket same = same();
                Socket taken = phone.accept()) {
            call();
            assertThat(calledFrom()).isNotEqualTo(CALLERS_PORT);
            assertThat(same.getLocalPort()).isEqualTo(taken.getPort());
            assertThat(listens(CALLER, CALLERS_PORT)).isTrue();
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void isAnotherAMomentAfterTheSameConnectionWasClosedWithAPhoneThatHasNoTimestamps() throws Exception {
        // With timestamps (RFC 7323) the kernel takes a bound port out of TIME-WAIT by itself (RFC 6191).
        namespace.sysctls().set("net/ipv4/tcp_timestamps", "0");
        Socket same = same();
        try (Socket taken = phone.accept()) {
            same.close();
            assertThat(taken.getInputStream().read()).isEqualTo(-1);
        }
        call();
        assertThat(calledFrom()).isNotEqualTo(CALLERS_PORT);
        assertThat(refused).isEmpty();
    }

    @Test
    void isAnotherWhereSomebodyListensAtTheCallers() throws Exception {
        try (ServerSocket other = namespace.call(() -> {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(CALLER, CALLERS_PORT));
            return socket;
        })) {
            call();
            assertThat(calledFrom()).isNotEqualTo(other.getLocalPort());
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void whoTakesNoConnectionIsNotAskedAgain() throws Exception {
        phone.close();
        int before = asked();
        call();
        assertThat(refused.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).startsWith("OPTIONS ");
        assertThat(asked() - before).isEqualTo(1);
        assertThat(refused).isEmpty();
    }
}
