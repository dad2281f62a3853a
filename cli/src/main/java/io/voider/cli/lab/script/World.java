package io.voider.cli.lab.script;

import io.voider.cli.control.ControlClient;
import io.voider.cli.lab.phone.Udhcpc;
import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Programs;
import io.voider.cli.lab.world.Topology;
import io.voider.cli.orders.Order;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.CallsReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.LinesReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.StrictJson;
import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import io.voider.transport.link.LinkProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The lab's world: the little Internet, the homes, and the nodes and the rendezvous that run in it. Blocks. */
final class World implements AutoCloseable {
    private static final int VPS = 0;
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** An idle path is checked each 15 s, and its last hope given up after 30 s. */
    private static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long REGISTRATION_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final List<String> NAMES = List.of(
            "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "kim", "leo", "mallory",
            "niaj", "olivia", "peggy", "quinn", "rupert", "sybil", "trent");

    private final LabOptions options;
    private final Steps steps;
    private final Path directory;
    private final Programs programs;
    private final Topology topology;
    private final List<LabHome> homes = new ArrayList<>();
    private final Map<LabHome, Process> nodes = new HashMap<>();
    private final Map<LabHome, ControlClient> clients = new HashMap<>();
    private final Map<LabHome, List<String>> before = new HashMap<>();
    private @Nullable Namespace vps;
    private @Nullable Process rendezvous;

    World(LabOptions options, Steps steps, Claim claim, Path directory) {
        this.options = options;
        this.steps = steps;
        this.directory = directory;
        programs = new Programs(directory);
        topology = new Topology(claim);
    }

    Programs programs() {
        return programs;
    }

    LabOptions options() {
        return options;
    }

    Topology topology() {
        return topology;
    }

    List<LabHome> homes() {
        return homes;
    }

    /** Builds all namespaces and switches the rendezvous on. */
    void raise() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Namespace server = topology.namespace("vps");
        vps = server;
        topology.connect(server, VPS, LinkProfile.PERFECT);
        LinkProfile cable = options.cable().half();
        for (int i = 0; i < options.homes(); i++) {
            Path files = Files.createDirectory(directory.resolve(NAMES.get(i)));
            LabHome home =
                    LabHome.build(topology, NAMES.get(i), i + 1, options.nat(i), cable, options.thorough(), files);
            homes.add(home);
            if (options.ipv6()) {
                home.bringIpv6();
            }
        }
        if (options.ipv6()) {
            topology.onlyIpv6BetweenOthers(VPS);
        }
        List<String> nats = homes.stream()
                .map(home -> home.name() + " behind " + home.nat().label())
                .toList();
        steps.tell(
                "internet",
                true,
                began,
                "the internet is up: a VPS, and " + String.join(", ", nats) + "; "
                        + options.cable().delayMillis() + " ms from home to home"
                        + (options.ipv6() ? ", by IPv6 only" : ""),
                Map.of(
                        "homes",
                        nats,
                        "delay_ms",
                        options.cable().delayMillis(),
                        "loss",
                        options.cable().loss()));
        startRendezvous();
    }

    /** Switches the rendezvous on. */
    void startRendezvous() throws IOException, InterruptedException {
        long began = System.nanoTime();
        rendezvous = programs.start(
                Objects.requireNonNull(vps),
                "rendezvous",
                Programs.voider(rendezvous("run", "--relay-to", "203.0.113.0/24")));
        awaitLog("rendezvous", "rendezvous listens");
        steps.tell("rendezvous", began, "the rendezvous listens on " + Topology.address(VPS));
    }

    /** Kills the rendezvous. */
    void killRendezvous() throws InterruptedException {
        programs.kill(Objects.requireNonNull(rendezvous));
    }

    private String[] rendezvous(String... arguments) {
        List<String> all = new ArrayList<>(List.of("rendezvous"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--state", rendezvousState().toString(), "--address", Topology.address(VPS)));
        return all.toArray(String[]::new);
    }

    /** Makes a node in each home, and lets each invite all that come after it. */
    void makeNodes() throws IOException, InterruptedException {
        NewSubscribers subscribers = subscribers();
        for (LabHome home : homes) {
            String account = subscribers == null ? given(home) : subscribers.accountLine(home);
            long began = System.nanoTime();
            command(
                    home,
                    "init",
                    "--name",
                    home.name(),
                    "--phone-interface",
                    LabHome.PHONE_INTERFACE,
                    "--phone-address",
                    home.phoneAddress(),
                    "--namespace-prefix",
                    home.prefix(),
                    "--rendezvous",
                    account);
            steps.tell("init", began, home.name() + " has an exchange, and a phone at " + home.phoneAddress());
        }
        for (int i = 0; i < homes.size(); i++) {
            for (int k = i + 1; k < homes.size(); k++) {
                introduce(homes.get(i), homes.get(k));
            }
        }
    }

    /** If those at home are to sign up, they may now. */
    private @Nullable NewSubscribers subscribers() throws IOException, InterruptedException {
        if (!options.signUp()) {
            return null;
        }
        NewSubscribers subscribers = new NewSubscribers(programs, steps, directory, rendezvousState(), options.bcoin());
        subscribers.letIn(Objects.requireNonNull(vps), Topology.address(VPS) + ":7443", homes.size());
        return subscribers;
    }

    /** An account that the operator makes. */
    private String given(LabHome home) throws IOException, InterruptedException {
        String said = programs.run(home.machine(), Programs.voider(rendezvous("account", "add", home.name())));
        return said.substring(said.lastIndexOf('\n') + 1);
    }

    private Path rendezvousState() {
        return directory.resolve("rendezvous-state");
    }

    private void introduce(LabHome inviting, LabHome joining) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Path file = joining.directory().resolve(inviting.name() + ".ovpn");
        command(inviting, "invite", joining.name(), "--out", file.toString());
        command(joining, "join", file.toString());
        steps.tell("invite", began, inviting.name() + " invited " + joining.name() + ", who joined");
    }

    private void command(LabHome home, String... arguments) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("--home", home.nodeDirectory().toString()));
        all.addAll(List.of(arguments));
        programs.run(home.machine(), Programs.voider(all.toArray(String[]::new)));
    }

    /**
     * Starts all nodes, plugs the phones in, and waits until all lines are up.
     *
     * @return how many milliseconds that took
     * @throws IOException if a line does not come up
     */
    long startNodes() throws IOException, InterruptedException {
        long began = System.nanoTime();
        List<Udhcpc> plugged = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (LabHome home : homes) {
            startNode(home);
        }
        for (LabHome home : homes) {
            awaitNode(home);
            steps.tell("node", began, home.name() + "'s node is ready");
            plugged.add(Udhcpc.start(home, programs));
        }
        for (int i = 0; i < plugged.size(); i++) {
            plugged.get(i).await(homes.get(i).phoneAddress());
            addresses.add(homes.get(i).phoneAddress());
        }
        steps.tell(
                "addresses",
                began,
                addresses.size() + " phones are plugged in and were given their addresses: "
                        + String.join(", ", addresses));
        for (LabHome home : homes) {
            for (LineReport line : awaitLines(home)) {
                tellLine(home, line, began);
            }
        }
        return Steps.millisSince(began);
    }

    /** Starts one node, and does not wait. */
    void startNode(LabHome home) {
        List<String> command = new ArrayList<>(before.getOrDefault(home, List.of()));
        command.addAll(Programs.voider("--home", home.nodeDirectory().toString(), "run"));
        nodes.put(home, programs.start(home.machine(), home.name(), command));
    }

    /** Puts words before the command by which a home's node is started, as {@code env} and {@code nice} have them. */
    void startThrough(LabHome home, String... words) {
        before.put(home, List.of(words));
    }

    /** Waits until a node is ready. */
    void awaitNode(LabHome home) throws IOException, InterruptedException {
        awaitLog(home.name(), home.name() + " is ready");
    }

    /** The node's process. */
    Process node(LabHome home) {
        return Objects.requireNonNull(nodes.get(home), "every home has a node");
    }

    private void tellLine(LabHome home, LineReport line, long began) throws IOException {
        boolean up = isUp(line);
        Double rtt = line.rttMillis();
        String how = up
                ? ", " + line.path() + (rtt == null ? "" : ", " + Math.round(rtt) + " ms there and back")
                : ": " + line.why();
        steps.tell(
                "line",
                up,
                began,
                home.name() + " → " + line.name() + " (" + line.dial() + ") is " + line.state() + how,
                StrictJson.MAPPER.convertValue(line, new TypeReference<Map<String, Object>>() {}));
        if (!up) {
            throw new IOException("the line from " + home.name() + " to " + line.name() + " did not come up");
        }
    }

    /** The home's lines to the other homes, once all of them are up, or as they are after a minute. */
    List<LineReport> awaitLines(LabHome home) throws IOException, InterruptedException {
        Await.until(LINE_NANOS, () -> lines(home).stream().allMatch(World::isUp));
        return lines(home);
    }

    private static boolean isUp(LineReport line) {
        return line.state().equals("up");
    }

    /** The line from one home to another. */
    LineReport line(LabHome home, String other) throws IOException {
        return lines(home).stream()
                .filter(line -> line.name().equals(other))
                .findFirst()
                .orElseThrow(() -> new IOException(home.name() + " has no line to " + other));
    }

    /** Waits until a line is down. */
    void awaitDown(LabHome home, String other) throws IOException, InterruptedException {
        if (!Await.until(DOWN_NANOS, () -> !isUp(line(home, other)))) {
            throw new IOException(home.name() + "'s node still thinks that the line to " + other + " is up");
        }
    }

    /** The home's lines to the other homes. */
    List<LineReport> lines(LabHome home) throws IOException {
        return ask(home, "GET", "/v1/lines", Map.of(), LinesReport.class).lines().stream()
                .filter(line -> homes.stream().anyMatch(other -> other.name().equals(line.name())))
                .toList();
    }

    /** Waits until a node has followed an order so far that a line is in its phone book. */
    void awaitListed(LabHome home, String dial) throws IOException, InterruptedException {
        Await.until(
                LINE_NANOS,
                () -> ask(home, "GET", "/v1/lines", Map.of(), LinesReport.class).lines().stream()
                        .anyMatch(line -> line.dial().equals(dial)));
    }

    /** Waits until the home's phone is registered. */
    void awaitRegistration(LabHome home) throws IOException, InterruptedException {
        boolean registered = Await.until(
                REGISTRATION_NANOS,
                () -> ask(home, "GET", "/v1/status", Map.of(), NodeReport.class).phones().stream()
                        .anyMatch(phone -> phone.contact() != null));
        if (!registered) {
            throw new IOException(home.name() + "'s phone does not register");
        }
    }

    /** The calls that the home's node knows of. */
    List<CallReport> calls(LabHome home) throws IOException {
        return ask(home, "GET", "/v1/calls", Map.of(), CallsReport.class).calls();
    }

    /** Asks a running node for something. */
    <T> T ask(LabHome home, String method, String path, Object body, Class<T> type) throws IOException {
        return clients.computeIfAbsent(home, each -> new ControlClient(Home.controlSocket(each.nodeDirectory())))
                .request(method, path, body, type);
    }

    /** Gives a running node an order. */
    <R> R order(LabHome home, Order<R> order) throws IOException {
        return ask(home, "POST", "/v1/orders/" + order.name(), order, order.report());
    }

    private void awaitLog(String program, String words) throws IOException, InterruptedException {
        Path log = programs.log(program);
        if (!Await.until(START_NANOS, () -> Files.readString(log).contains(words))) {
            throw new IOException(program + " did not start; it said: " + Files.readString(log));
        }
    }

    @Override
    public void close() {
        clients.values().forEach(ControlClient::close);
        programs.close();
        topology.close();
    }
}
