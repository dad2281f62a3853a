package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.voider.nat.ice.NatReport;
import io.voider.nat.ice.PathStatus.State;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our STUN and TURN clients against coturn: over UDP, TCP and TLS, with tunnel datagrams going through. */
class CoturnInteropIT {
    private static final long PATIENCE_MILLIS = 60_000;

    @TempDir
    private Path directory;

    private EventLoopGroup group;
    private NatLab lab;
    private SslContext tls;

    @BeforeEach
    void start() throws Exception {
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        group.submit(() -> {}).syncUninterruptibly();
        File certificate = directory.resolve("cert.pem").toFile();
        File key = directory.resolve("key.pem").toFile();
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=lab",
                        "-addext",
                        "subjectAltName=IP:" + NatLab.SERVER,
                        "-out",
                        certificate.toString(),
                        "-keyout",
                        key.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl").toFile())
                .start();
        assertThat(openssl.waitFor())
                .as(() -> "openssl made a certificate, or is not installed")
                .isZero();
        Files.setPosixFilePermissions(
                key.toPath(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        tls = SslContextBuilder.forClient().trustManager(certificate).build();
        lab = new NatLab("--cert", certificate.toString(), "--pkey", key.toString(), "--tls-listening-port", "5349");
    }

    @AfterEach
    void end() throws Exception {
        lab.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static TurnServer secure(SslContext tls) {
        return new TurnServer(
                TurnServer.Transport.TLS,
                new InetSocketAddress(NatLab.ip(NatLab.SERVER), 5349),
                NatLab.USER,
                NatLab.PASSWORD,
                tls);
    }

    @Test
    void datagramsGoThroughAnAllocationOverUdp() throws Exception {
        relays(HomeKind.SYMMETRIC, NatLab.turn(TurnServer.Transport.UDP));
    }

    @Test
    void datagramsGoThroughAnAllocationOverTcp() throws Exception {
        relays(HomeKind.UDP_BLOCKED, NatLab.turn(TurnServer.Transport.TCP));
    }

    @Test
    void datagramsGoThroughAnAllocationOverTls() throws Exception {
        relays(HomeKind.UDP_BLOCKED, secure(tls));
    }

    private void relays(HomeKind kind, TurnServer server) throws Exception {
        EventLoop loop = group.next();
        try (NatLab.Home homeA = lab.home("a", kind, 1);
                NatLab.Home homeB = lab.home("b", kind, 2);
                LabNode a = node(homeA, loop, server);
                LabNode b = node(homeB, loop, server)) {
            a.friend = b;
            b.friend = a;
            a.finder.start().syncUninterruptibly();
            b.finder.start().syncUninterruptibly();
            a.stream(5);
            b.stream(5);
            await(a, b, () -> a.arrivals.size() >= 200 && b.arrivals.size() >= 200);
            assertThat(a.state()).isEqualTo(State.RELAYED);
            assertThat(b.state()).isEqualTo(State.RELAYED);
            NatReport.Mapping expected =
                    kind == HomeKind.SYMMETRIC ? NatReport.Mapping.DEPENDENT : NatReport.Mapping.UDP_BLOCKED;
            await(
                    a,
                    b,
                    () -> loop.submit(() -> a.finder.natReport().mapping())
                                    .syncUninterruptibly()
                                    .getNow()
                            == expected);
        }
    }

    private static LabNode node(NatLab.Home home, EventLoop loop, TurnServer server) {
        return new LabNode(
                home, loop, new PathConfig(0, List.of(home.address), NatLab.stunServers(), List.of(server)), 0);
    }

    private static void await(LabNode a, LabNode b, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nothing for " + PATIENCE_MILLIS + " ms\n" + a + "\n" + b);
            }
            Thread.sleep(5);
        }
    }
}
