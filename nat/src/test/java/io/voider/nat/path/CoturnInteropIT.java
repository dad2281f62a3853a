package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.voider.nat.ice.NatReport;
import io.voider.nat.ice.PathStatus.State;
import io.voider.nat.turn.TurnTransport;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our STUN and TURN clients against coturn: over UDP, TCP and TLS, with tunnel datagrams going through. */
class CoturnInteropIT {
    @TempDir
    private Path directory;

    private NatLab lab;
    private SslContext tls;

    @BeforeEach
    void start() throws Exception {
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
                        "subjectAltName=IP:" + Coturn.ADDRESS,
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
    }

    private static TurnServer secure(SslContext tls) {
        return new TurnServer(
                TurnTransport.TLS,
                new InetSocketAddress(NatLab.ip(Coturn.ADDRESS), 5349),
                Coturn.USER,
                Coturn.PASSWORD,
                tls);
    }

    @Test
    void datagramsGoThroughAnAllocationOverUdp() throws Exception {
        relays(HomeKind.SYMMETRIC, Coturn.turn(TurnTransport.UDP, Coturn.ADDRESS));
    }

    @Test
    void datagramsGoThroughAnAllocationOverTcp() throws Exception {
        relays(HomeKind.UDP_BLOCKED, Coturn.turn(TurnTransport.TCP, Coturn.ADDRESS));
    }

    @Test
    void datagramsGoThroughAnAllocationOverTls() throws Exception {
        relays(HomeKind.UDP_BLOCKED, secure(tls));
    }

    private void relays(HomeKind kind, TurnServer server) throws Exception {
        EventLoop loop = lab.loops.next();
        try (Home homeA = new Home(lab, kind, 1);
                Home homeB = new Home(lab, kind, 2);
                LabPair pair = LabPair.withRelays(homeA.machine(), homeB.machine(), loop, List.of(server))) {
            pair.start();
            pair.stream(5);
            pair.await(() -> pair.bothHeard(200));
            assertThat(pair.both(State.RELAYED)).isTrue();
            NatReport.Mapping expected =
                    kind == HomeKind.SYMMETRIC ? NatReport.Mapping.DEPENDENT : NatReport.Mapping.UDP_BLOCKED;
            pair.await(() -> loop.submit(() -> pair.a.finder.natReport().mapping())
                            .syncUninterruptibly()
                            .getNow()
                    == expected);
        }
    }
}
