package io.voider.nat.turn.client;

import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.voider.nat.path.TurnServer;
import io.voider.nat.turn.TurnTransport;
import io.voider.nat.turn.server.SharedSecret;
import io.voider.nat.turn.server.StunTurnConfiguration;
import io.voider.nat.turn.server.StunTurnServer;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two homes and, between them, a relay that forwards nothing: what gets across went through a TURN server.
 *
 * <pre>
 *    home 1                          relay                           home 2
 *    198.51.1.2 wan ──── h1 198.51.1.1 · 192.0.2.1 · 198.51.2.1 h2 ──── wan 198.51.2.2
 * </pre>
 */
final class RelayIsland implements AutoCloseable {
    private static final String RELAY = "192.0.2.1";
    private static final int PORT = 3478;
    private static final int TLS_PORT = 5349;
    private static final String USER = "voider";
    private static final String PASSWORD = "secret";
    private static final long PATIENCE_SECONDS = 30;

    /** One home's way to the relay. */
    record Home(Namespace namespace, InetAddress address) {}

    private final Path directory;
    private final Namespace relay = Namespace.anonymous("turn-it-relay");
    private final List<Home> homes = new ArrayList<>();
    private final List<Runnable> ends = new ArrayList<>();

    RelayIsland(Path directory) {
        this.directory = directory;
        relay.sysctls().set("net/ipv4/ip_forward", "0");
        relay.links().up("lo");
        relay.addresses().add("lo", RELAY + "/32");
        for (int i = 1; i <= 2; i++) {
            Namespace home = Namespace.anonymous("turn-it-home" + i);
            String here = "h" + i;
            relay.links().createVeth(here, "wan", home);
            relay.addresses().add(here, "198.51." + i + ".1/24");
            home.addresses().add("wan", "198.51." + i + ".2/24");
            relay.links().up(here);
            home.links().up("wan");
            home.routes().add(Route.to("0.0.0.0/0").via("198.51." + i + ".1"));
            homes.add(new Home(home, literal("198.51." + i + ".2")));
        }
    }

    Home home(int index) {
        return homes.get(index);
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** No UDP gets from a home to the relay any more; between the relay's own sockets it does. */
    void blockUdpFromHomes() throws IOException, InterruptedException {
        Path rules = directory.resolve("rules");
        Files.writeString(rules, """
            table inet island {
                chain in {
                    type filter hook input priority 0
                    iifname "h*" meta l4proto udp drop
                }
            }
            """);
        run(new ProcessBuilder("nft", "-f", rules.toString()));
    }

    /** Starts our own server. */
    TurnServer own(TurnTransport transport) {
        SharedSecret secret = new SharedSecret(PASSWORD.getBytes(StandardCharsets.UTF_8));
        SharedSecret.Credentials credentials = secret.issue("home", System.currentTimeMillis() / 1000 + 3600);
        InetAddress at = literal(RELAY);
        StunTurnServer server = StunTurnServer.start(
                new StunTurnConfiguration(
                        List.of(new StunTurnConfiguration.Interface(at, at)),
                        PORT,
                        PORT + 1,
                        Optional.of(new StunTurnConfiguration.Relay(
                                secret, 50_000, 59_999, List.of(), StunTurnConfiguration.Quotas.DEFAULT)),
                        StunTurnConfiguration.Limits.DEFAULT),
                () -> relay.call(EpollDatagramChannel::new),
                () -> relay.call(EpollServerSocketChannel::new));
        ends.add(server::close);
        return new TurnServer(
                transport, new InetSocketAddress(at, PORT), credentials.username(), credentials.password(), null);
    }

    /** Starts coturn. */
    TurnServer coturn(TurnTransport transport) throws IOException, InterruptedException {
        Path certificate = directory.resolve("cert.pem");
        Path key = directory.resolve("key.pem");
        run(new ProcessBuilder(
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=lab"
                                + " -addext subjectAltName=IP:" + RELAY + " -out " + certificate + " -keyout " + key)
                        .split(" ", -1)));
        String options =
                "-n --no-cli --no-stdout-log --simple-log -m 1 --lt-cred-mech --fingerprint --realm voider --user "
                        + USER + ":" + PASSWORD + " -L " + RELAY + " -p " + PORT + " --tls-listening-port " + TLS_PORT
                        + " --cert " + certificate + " --pkey " + key + " --log-file " + directory.resolve("log")
                        + " --pidfile " + directory.resolve("pid") + " --db " + directory.resolve("db");
        List<String> command = new ArrayList<>(List.of("turnserver", "--proc-user", "root", "--proc-group", "root"));
        command.addAll(List.of(options.split(" ", -1)));
        Process process = relay.start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out").toFile()))
                .join();
        ends.add(() -> end(process));
        awaitListening(process);
        boolean secure = transport == TurnTransport.TLS;
        SslContext tls =
                SslContextBuilder.forClient().trustManager(certificate.toFile()).build();
        return new TurnServer(
                transport,
                new InetSocketAddress(literal(RELAY), secure ? TLS_PORT : PORT),
                USER,
                PASSWORD,
                secure ? tls : null);
    }

    private void awaitListening(Process process) throws IOException, InterruptedException {
        String tlsPort = ":%04X ".formatted(TLS_PORT);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!relay.call(() -> Files.readString(Path.of("/proc/thread-self/net/tcp")))
                .contains(tlsPort)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IOException("turnserver does not listen: " + Files.readString(directory.resolve("out")));
            }
            Thread.sleep(5);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void run(ProcessBuilder command) throws IOException, InterruptedException {
        Path said = directory.resolve("said");
        Process process = relay.start(command.redirectErrorStream(true).redirectOutput(said.toFile()))
                .join();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command.command()) + ": " + Files.readString(said));
        }
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
        homes.forEach(home -> home.namespace.close());
        relay.close();
    }
}
