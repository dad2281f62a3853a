package io.voider.cli.node;

import io.voider.cli.VoiderProgram;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.LinesReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.server.RendezvousConfiguration;
import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Two nodes, alice's and bob's, and a rendezvous on one machine without a NAT: a namespace of their own, in which the
 * programs run as they would anywhere.
 */
final class TwoHomes implements AutoCloseable {
    static final String ALICE = "alice";
    static final String BOB = "bob";

    private static final String WAN = "192.0.2.1";
    private static final int PATIENCE_SECONDS = 120;
    /** A third of what systemd gives. */
    private static final int STOPPING_SECONDS = 30;

    private static final int PAUSE_MILLIS = 20;

    private final Path directory;
    private final Namespace machine =
            Namespace.anonymous("vt-homes-" + ProcessHandle.current().pid());
    private final RendezvousConfiguration rendezvous;
    private final Map<String, Process> programs = new HashMap<>();

    /** Switches the rendezvous on. */
    TwoHomes(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        machine.links().up("lo");
        machine.links().createVeth("wan", "wan-end");
        machine.links().up("wan-end");
        machine.addresses().add("wan", WAN + "/24");
        machine.links().up("wan");
        rendezvous = RendezvousConfiguration.of(
                directory.resolve("rendezvous"),
                List.of(RendezvousConfiguration.Interface.on(InetAddress.getByName(WAN))));
        start(
                "server",
                "rendezvous",
                "run",
                "--state",
                directory.resolve("rendezvous").toString(),
                "--address",
                WAN);
        awaitWords("server", "rendezvous listens");
    }

    /** Does something to a node's books while it does not run; makes them first if need be. */
    void books(String name, BookWork work) throws Exception {
        SecureRandom random = new SecureRandom();
        try (Home home = Home.open(directory(name))) {
            Registrar registrar = Home.exists(home.directory())
                    ? Registrar.open(home, Clock.systemUTC(), random)
                    : create(name, home, random);
            work.on(registrar);
        }
    }

    /** What is done to books. */
    interface BookWork {
        void on(Registrar registrar) throws Exception;
    }

    private Registrar create(String name, Home home, SecureRandom random) throws IOException {
        machine.links().createVeth(phoneInterface(name), phoneInterface(name) + "-end");
        try (Accounts accounts = rendezvous.accounts()) {
            return Registrar.create(
                    home,
                    name,
                    phoneInterface(name),
                    List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                    accounts.add(name).text(),
                    Settings.DEFAULT.with("namespace-prefix", prefix(name)).with("strong-crypto", "false"),
                    Clock.systemUTC(),
                    random);
        }
    }

    /** Lets alice invite bob, who joins. */
    void introduce() throws Exception {
        books(ALICE, alice -> {
            var invitation = alice.invite(BOB);
            books(BOB, bob -> bob.join(invitation, null));
        });
    }

    Path directory(String name) {
        return directory.resolve(name);
    }

    static String phoneInterface(String name) {
        return name + "0";
    }

    /** What the names of that node's namespaces begin with. */
    static String prefix(String name) {
        return "v" + name.charAt(0) + ProcessHandle.current().pid();
    }

    Namespace machine() {
        return machine;
    }

    /** Starts a node, and does not wait. */
    Process run(String name, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("--home", directory(name).toString(), "run"));
        arguments.addAll(List.of(options));
        return start(name, arguments.toArray(String[]::new));
    }

    /** What was started last under that name. */
    Process program(String name) {
        return Objects.requireNonNull(programs.get(name));
    }

    private Process start(String name, String... arguments) {
        List<String> options =
                List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xms32m", "-Xmx256m", "-XX:MaxDirectMemorySize=128m");
        List<String> command = VoiderProgram.command(options, List.of(arguments));
        Process process = machine.start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log(name).toFile()))
                .join();
        programs.put(name, process);
        return process;
    }

    /** All that a node has logged since it was started last. */
    String said(String name) throws IOException {
        return Files.readString(log(name));
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    /** Waits until that node is ready. */
    void awaitReady(String name) throws IOException, InterruptedException {
        awaitWords(name, name + " is ready");
    }

    private void awaitWords(String name, String words) throws IOException, InterruptedException {
        long deadline = deadline();
        while (!Files.readString(log(name)).contains(words)) {
            pauseUntil(deadline, name, "did not say '" + words + "'");
        }
    }

    /** Waits until a node's lines are all as wished. */
    void awaitLines(String name, Predicate<LineReport> wish) throws IOException, InterruptedException {
        long deadline = deadline();
        try (ControlClient node = control(name)) {
            while (!node.request("GET", "/v1/lines", Map.of(), LinesReport.class).lines().stream()
                    .allMatch(wish)) {
                pauseUntil(deadline, name, "has lines that are not as they should be");
            }
        }
    }

    ControlClient control(String name) {
        return new ControlClient(Home.controlSocket(directory(name)));
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    private void pauseUntil(long deadline, String name, String otherwise) throws IOException, InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new AssertionError(name + " " + otherwise + "; it said: " + Files.readString(log(name)));
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }

    @Override
    public void close() {
        List<String> stubborn = new ArrayList<>();
        programs.forEach((name, process) -> {
            process.destroy();
            try {
                process.onExit().orTimeout(STOPPING_SECONDS, TimeUnit.SECONDS).join();
            } catch (CompletionException e) {
                stubborn.add(name);
                process.destroyForcibly().onExit().join();
            }
        });
        for (String name : List.of(ALICE, BOB)) {
            try (Claim claim = Claim.take(prefix(name))) {
                claim.removeLeftovers();
            }
        }
        machine.close();
        if (!stubborn.isEmpty()) {
            throw new AssertionError(stubborn + " did not end within " + STOPPING_SECONDS + " s");
        }
    }
}
