package io.voider.cli.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.voider.cli.state.ListeningAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over loopback. */
@Timeout(60)
class MetricsServerTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final AtomicInteger asked = new AtomicInteger();
    private final MetricsServer server = new MetricsServer(loop, "pi", () -> {
        asked.incrementAndGet();
        return CompletableFuture.completedFuture(MetricSnapshots.of(GaugeSnapshot.builder()
                .name("voider_x")
                .help("an x")
                .dataPoint(GaugeDataPointSnapshot.builder().value(7).build())
                .build()));
    });

    @AfterEach
    void close() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private InetSocketAddress listening() throws Exception {
        server.follow(new ListeningAddress("127.0.0.1:" + freePort()));
        InetSocketAddress address = null;
        while (address == null) {
            address = loop.submit(server::address).get();
        }
        return address;
    }

    private static String ask(InetSocketAddress server, String request) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            try (InputStream answer = socket.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private static String get(String path, String host, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
    }

    @Test
    void metricsAreHandedOutInThreeNotations() throws Exception {
        InetSocketAddress address = listening();
        assertThat(ask(address, get("/metrics", "127.0.0.1:9741", "")))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("text/plain; version=0.0.4", "\n# TYPE voider_x gauge\nvoider_x 7.0\n");
        assertThat(ask(address, get("/metrics", "pi.local", "Accept: application/openmetrics-text;version=1.0.0\r\n")))
                .contains("application/openmetrics-text; version=1.0.0", "\n# EOF\n");
        assertThat(ask(address, get("/metrics", "[::1]:9741", "Accept: application/vnd.google.protobuf\r\n")))
                .as("what we do not have is answered by the ordinary text")
                .contains("text/plain; version=0.0.4");
    }

    @Test
    void theNodeIsAskedOnceASecondWhoeverAsks() throws Exception {
        InetSocketAddress address = listening();
        long begun = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            ask(address, get("/metrics", "localhost", ""));
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        assertThat(asked.get()).isLessThanOrEqualTo((int) seconds + 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1 | 404",
                "GET /metrics/.. HTTP/1.1 | 404",
                "GET /metrics?x HTTP/1.1 | 404",
                "POST /metrics HTTP/1.1 | 405",
                "HEAD /metrics HTTP/1.1 | 405",
                "GET  HTTP/9 | 400",
            })
    void elseIsRefusedInWords(String line, String status) throws Exception {
        assertThat(ask(listening(), line + "\r\nHost: pi\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
        assertThat(asked.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "pi.evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example"})
    void anotherNameForThisAddressReadsNothing(String host) throws Exception {
        assertThat(ask(listening(), get("/metrics", host, ""))).startsWith("HTTP/1.1 421 ");
        assertThat(asked.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PI", "pi:9741", "Pi.Lan", "pi.home.arpa", "localhost:1", "192.0.2.7", "[fe80::1]:80"})
    void itsOwnNamesAndAddressesAreKnown(String host) {
        assertThat(MetricsHandler.isKnown(host, "pi")).isTrue();
    }

    @Test
    void aMachineWithoutNameHasNone() {
        assertThat(MetricsHandler.isKnown(".local", "")).isFalse();
        assertThat(MetricsHandler.isKnown("", "")).isFalse();
    }

    @Test
    void whoHoldsConnectionsOpenCostsAFewAlone() throws Exception {
        InetSocketAddress address = listening();
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 4 * MetricsServer.MOST_CONNECTIONS; i++) {
                open.add(new Socket(address.getAddress(), address.getPort()));
            }
            int closed = 0;
            for (Socket socket : open.subList(MetricsServer.MOST_CONNECTIONS, open.size())) {
                closed += socket.getInputStream().read() < 0 ? 1 : 0;
            }
            assertThat(closed).isEqualTo(3 * MetricsServer.MOST_CONNECTIONS);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void itGoesWhereItIsToldAndEndsWhenItIsOff() throws Exception {
        InetSocketAddress first = listening();
        InetSocketAddress second = listening();
        assertThat(second).isNotEqualTo(first);
        server.follow(ListeningAddress.OFF);
        assertThat(loop.submit(server::address).get()).isNull();
    }

    @Test
    void anAddressThatIsTakenIsSaidAndTriedAgain() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            server.follow(new ListeningAddress("0.0.0.0:" + taken.getLocalPort()));
            assertThat(loop.submit(server::address).get()).isNull();
        }
        assertThat(listening()).isNotNull();
    }
}
