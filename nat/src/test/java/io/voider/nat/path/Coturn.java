package io.voider.nat.path;

import io.voider.nat.ice.StunServer;
import io.voider.nat.turn.TurnTransport;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** STUN and TURN by somebody else, in a namespace that has these addresses. */
final class Coturn implements AutoCloseable {
    static final String ADDRESS = "192.0.2.1";
    static final String OTHER_ADDRESS = "192.0.2.2";
    static final String ADDRESS_6 = "2001:db8:ffff::1";
    static final String USER = "voider";
    static final String PASSWORD = "secret";
    private static final int PORT = 3478;

    private final Path directory;
    private final Process process;

    /** @param more options of turnserver's */
    Coturn(Namespace namespace, String... more) throws IOException {
        directory = Files.createTempDirectory("voider-nat-it");
        List<String> command = new ArrayList<>(List.of("turnserver", "-n", "--no-cli", "--no-stdout-log"));
        command.addAll(List.of("-l", directory.resolve("log").toString(), "--simple-log"));
        command.addAll(List.of("--pidfile", directory.resolve("pid").toString()));
        command.addAll(List.of("--db", directory.resolve("db").toString()));
        command.addAll(List.of("-L", ADDRESS, "-L", OTHER_ADDRESS, "-L", ADDRESS_6));
        command.addAll(List.of("-E", ADDRESS, "-p", Integer.toString(PORT), "--alt-listening-port", "3479"));
        command.addAll(List.of("--lt-cred-mech", "--user", USER + ":" + PASSWORD, "--realm", "voider"));
        command.addAll(List.of("--fingerprint", "-m", "1"));
        command.addAll(List.of(more));
        process = namespace
                .start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out").toFile()))
                .join();
        awaitListening(namespace);
    }

    private void awaitListening(Namespace namespace) throws IOException {
        String port = String.format(":%04X ", PORT);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!namespace
                .call(() -> Files.readString(Path.of("/proc/thread-self/net/udp6")))
                .contains(port)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IOException("turnserver does not listen: " + Files.readString(directory.resolve("out")));
            }
            Thread.onSpinWait();
        }
    }

    static List<StunServer> stunServers() {
        return List.of(
                new StunServer(new InetSocketAddress(NatLab.ip(ADDRESS), 3478)),
                new StunServer(new InetSocketAddress(NatLab.ip(ADDRESS), 3479)),
                new StunServer(new InetSocketAddress(NatLab.ip(OTHER_ADDRESS), 3478)),
                new StunServer(new InetSocketAddress(NatLab.ip(ADDRESS_6), 3478)),
                new StunServer(new InetSocketAddress(NatLab.ip(ADDRESS_6), 3479)));
    }

    static TurnServer turn(TurnTransport transport, String address) {
        return new TurnServer(transport, new InetSocketAddress(NatLab.ip(address), PORT), USER, PASSWORD, null);
    }

    @Override
    public void close() throws IOException {
        NatLab.end(process);
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
