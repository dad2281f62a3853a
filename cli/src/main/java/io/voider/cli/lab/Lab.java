package io.voider.cli.lab;

import io.voider.cli.control.ControlClient;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.CallsReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.LinesReport;
import io.voider.cli.report.StreamReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.StrictJson;
import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import io.voider.transport.link.LinkProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * The lab's script: raises the world, makes nodes in it by the ordinary commands, lets them find each other, places calls,
 * and says at each step what happened. Blocks; closing takes everything down, whatever was reached.
 */
public final class Lab implements AutoCloseable {
    private static final String OWNER = "vlab";
    private static final int VPS = 0;
    private static final double AUDIBLE = 0.99;
    private static final int TALK_MILLIS = 4_000;
    private static final int LINE_SECONDS = 30;
    private static final int CALL_SECONDS = 10;
    private static final List<String> NAMES = List.of(
            "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "kim", "leo", "mallory",
            "niaj", "olivia", "peggy", "quinn", "rupert", "sybil", "trent");

    private final LabOptions options;
    private final Consumer<Step> steps;
    private final Claim claim;
    private final Path directory;
    private final Programs programs;
    private final Topology topology;
    private final List<LabHome> homes = new ArrayList<>();
    private final Map<LabHome, Baresip> phones = new HashMap<>();
    private long startedNanos;

    /**
     * Claims the lab for this process, and clears away what a killed one left.
     *
     * @param steps is told of each step as it is done
     * @throws io.voider.ns.KernelException if another lab runs, or a privilege is missing
     */
    public Lab(LabOptions options, Consumer<Step> steps) throws IOException {
        this.options = options;
        this.steps = steps;
        claim = Claim.take(OWNER);
        claim.removeLeftovers();
        for (int number = 1; number <= options.homes(); number++) {
            try (Claim node = Claim.take("vl" + number)) {
                node.removeLeftovers();
            }
        }
        directory = Files.createTempDirectory("voider-lab");
        programs = new Programs(directory);
        topology = new Topology(claim);
    }

    /** Does it all, and says how it went. */
    public Verdict run() throws InterruptedException {
        List<Verdict.CallResult> calls = new ArrayList<>();
        Long connected = null;
        String path = null;
        boolean ok = true;
        try {
            raise();
            makeNodes();
            connected = startNodes();
            path = lines(homes.get(1)).get(0).path();
            switchPhonesOn();
            calls.addAll(placeCalls());
            ok = calls.stream().allMatch(Lab::isGood);
            if (options.calls() == 1) {
                holdAndResume();
            }
        } catch (IOException e) {
            step("failed", false, 0, String.valueOf(e.getMessage()), Map.of());
            ok = false;
        }
        return new Verdict(ok, connected, path, calls);
    }

    private static boolean isGood(Verdict.CallResult call) {
        return call.answered() && isAudible(call.heardByCaller()) && isAudible(call.heardByCallee());
    }

    private static boolean isAudible(@Nullable Double correlation) {
        return correlation == null || correlation >= AUDIBLE;
    }

    private void raise() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Namespace vps = topology.namespace("vps");
        topology.connect(vps, VPS, LinkProfile.PERFECT);
        LinkProfile cable = LinkProfile.PERFECT
                .withDelay(options.delayMillis() * 500_000L, options.jitterMillis() * 500_000L)
                .withLoss(options.loss() / 2, 1);
        for (int i = 0; i < options.homes(); i++) {
            Path home = Files.createDirectory(directory.resolve(NAMES.get(i)));
            homes.add(LabHome.build(topology, NAMES.get(i), i + 1, options.nat(i), cable, home));
        }
        List<String> nats = homes.stream()
                .map(home -> home.name() + " behind "
                        + options.nat(home.number() - 1).label())
                .toList();
        step(
                "internet",
                true,
                begin,
                "the internet is up: a VPS, and " + String.join(", ", nats) + "; " + options.delayMillis()
                        + " ms from home to home",
                Map.of("homes", nats, "delay_ms", options.delayMillis(), "loss", options.loss()));
        begin = System.nanoTime();
        programs.start(vps, "rendezvous", Programs.voider(rendezvous("run", "--relay-to", "203.0.113.0/24")));
        awaitLog("rendezvous", "rendezvous listens");
        step("rendezvous", true, begin, "the rendezvous listens on " + Topology.address(VPS), Map.of());
    }

    private String[] rendezvous(String... arguments) {
        List<String> all = new ArrayList<>(List.of("rendezvous"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--state", directory.resolve("rendezvous-state").toString(), "--address", Topology.address(VPS)));
        return all.toArray(String[]::new);
    }

    private void makeNodes() throws IOException, InterruptedException {
        for (LabHome home : homes) {
            long begin = System.nanoTime();
            String line =
                    lastLine(programs.run(home.machine(), Programs.voider(rendezvous("account", "add", home.name()))));
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
                    line);
            step(
                    "init",
                    true,
                    begin,
                    home.name() + " has an exchange, and a phone at " + home.phoneAddress(),
                    Map.of());
        }
        for (int i = 0; i < homes.size(); i++) {
            for (int k = i + 1; k < homes.size(); k++) {
                introduce(homes.get(i), homes.get(k));
            }
        }
    }

    private void introduce(LabHome inviting, LabHome joining) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path file = joining.directory().resolve(inviting.name() + ".ovpn");
        command(inviting, "invite", joining.name(), "--out", file.toString());
        command(joining, "join", file.toString());
        step("invite", true, begin, inviting.name() + " invited " + joining.name() + ", who joined", Map.of());
    }

    private String command(LabHome home, String... arguments) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("--home", home.nodeDirectory().toString()));
        all.addAll(List.of(arguments));
        return programs.run(home.machine(), Programs.voider(all.toArray(String[]::new)));
    }

    private static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    private long startNodes() throws IOException, InterruptedException {
        startedNanos = System.nanoTime();
        for (LabHome home : homes) {
            programs.start(
                    home.machine(),
                    home.name(),
                    Programs.voider("--home", home.nodeDirectory().toString(), "run"));
        }
        for (LabHome home : homes) {
            awaitLog(home.name(), home.name() + " is ready");
            step("node", true, startedNanos, home.name() + "'s node is ready", Map.of());
        }
        for (LabHome home : homes) {
            for (LineReport line : awaitLines(home)) {
                boolean up = line.state().equals("up");
                step(
                        "line",
                        up,
                        startedNanos,
                        home.name() + " → " + line.name() + " (" + line.dial() + ") is " + line.state()
                                + (up ? ", " + line.path() + rtt(line) : ": " + line.why()),
                        details(line));
                if (!up) {
                    throw new IOException("the line from " + home.name() + " to " + line.name() + " did not come up");
                }
            }
        }
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    private static String rtt(LineReport line) {
        Double rtt = line.rttMillis();
        return rtt == null ? "" : ", " + Math.round(rtt) + " ms there and back";
    }

    private static Map<String, Object> details(LineReport line) {
        return StrictJson.MAPPER.convertValue(line, new TypeReference<Map<String, Object>>() {});
    }

    private List<LineReport> awaitLines(LabHome home) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LINE_SECONDS * 1_000_000_000L;
        List<LineReport> lines = lines(home);
        while (lines.stream().anyMatch(line -> !line.state().equals("up")) && System.nanoTime() < deadline) {
            Thread.sleep(20);
            lines = lines(home);
        }
        return lines;
    }

    private static List<LineReport> lines(LabHome home) throws IOException {
        return ask(home, "/v1/lines", LinesReport.class).lines();
    }

    private static <T> T ask(LabHome home, String path, Class<T> type) throws IOException {
        try (ControlClient node = new ControlClient(Home.controlSocket(home.nodeDirectory()))) {
            return node.request("GET", path, Map.of(), type);
        }
    }

    private void switchPhonesOn() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (LabHome home : homes) {
            Baresip.Setup setup = new Baresip.Setup(spoken(home), options.srtp(), options.tcp());
            phones.put(home, Baresip.start(home, setup, programs));
        }
        step("phones", true, begin, homes.size() + " phones are switched on (baresip), all at 172.16.0.1", Map.of());
    }

    private static Recording spoken(LabHome home) {
        return Recording.noise(home.number(), 60);
    }

    private Baresip phone(LabHome home) {
        return Objects.requireNonNull(phones.get(home), "every home has a phone");
    }

    /** A call of the mesh: who has joined whose exchange dials its owner. */
    private record Pair(LabHome caller, LabHome callee, String number) {}

    private List<Pair> pairs() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        for (LabHome caller : homes) {
            for (LineReport line : lines(caller)) {
                if (line.role().equals("exchange")) {
                    LabHome callee = homes.stream()
                            .filter(home -> home.name().equals(line.name()))
                            .findFirst()
                            .orElseThrow();
                    pairs.add(new Pair(caller, callee, line.dial()));
                }
            }
        }
        return pairs.subList(0, Math.min(options.calls(), pairs.size()));
    }

    private List<Verdict.CallResult> placeCalls() throws IOException, InterruptedException {
        List<Pair> pairs = pairs();
        for (Pair pair : pairs) {
            long begin = System.nanoTime();
            phone(pair.caller).dial(pair.number);
            phone(pair.caller).await("CALL_RINGING", CALL_SECONDS);
            step(
                    "ringing",
                    true,
                    begin,
                    pair.caller.name() + " dialled " + pair.number + "; " + pair.callee.name() + "'s phone rings",
                    Map.of());
            phone(pair.caller).await("CALL_ESTABLISHED", CALL_SECONDS);
            step("answered", true, begin, pair.callee.name() + " answered", Map.of());
        }
        Thread.sleep(TALK_MILLIS);
        List<Verdict.CallResult> results = new ArrayList<>();
        for (Pair pair : pairs) {
            phone(pair.caller).command("hangup", "");
            phone(pair.caller).await("CALL_CLOSED", CALL_SECONDS);
        }
        boolean single = pairs.size() == 1;
        for (Pair pair : pairs) {
            results.add(judge(pair, single));
        }
        return results;
    }

    private Verdict.CallResult judge(Pair pair, boolean listen) throws IOException, InterruptedException {
        Double caller = listen ? heard(pair.caller, pair.callee) : null;
        Double callee = listen ? heard(pair.callee, pair.caller) : null;
        CallReport call = ended(pair);
        long lost = call.media().stream().mapToLong(StreamReport::lost).sum();
        Double mos = call.media().stream()
                .map(StreamReport::mos)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        step(
                "call",
                true,
                0,
                pair.caller.name() + " → " + pair.callee.name() + ": " + lost + " packets lost, MOS " + mos(mos),
                Map.of("lost", lost, "streams", call.media()));
        return new Verdict.CallResult(
                pair.caller.name(), pair.callee.name(), call.answeredAt() != null, caller, callee, lost, mos);
    }

    private static String mos(@Nullable Double mos) {
        return mos == null ? "unknown" : String.format(Locale.ROOT, "%.2f", mos);
    }

    private double heard(LabHome listener, LabHome speaker) throws IOException {
        long begin = System.nanoTime();
        Recording.Likeness likeness = phone(listener).heard().likenessTo(spoken(speaker));
        double correlation = likeness.correlation();
        step(
                "audio",
                correlation >= AUDIBLE,
                begin,
                String.format(
                        Locale.ROOT,
                        "%s heard %s: correlation %.4f over %d ms",
                        listener.name(),
                        speaker.name(),
                        correlation,
                        likeness.comparedSamples() / (Recording.RATE / 1000)),
                Map.of("listener", listener.name(), "speaker", speaker.name(), "correlation", correlation));
        return correlation;
    }

    /** The call as the caller's node remembers it, once it knows that it has ended. */
    private static CallReport ended(Pair pair) throws IOException, InterruptedException {
        for (int i = 0; ; i++) {
            List<CallReport> calls = ask(pair.caller, "/v1/calls", CallsReport.class).calls().stream()
                    .filter(call ->
                            call.line().equals(pair.number) && call.state().equals("ended"))
                    .toList();
            if (!calls.isEmpty()) {
                return calls.get(0);
            }
            if (i == 100) {
                throw new IOException(pair.caller.name() + "'s node does not know that the call ended");
            }
            Thread.sleep(20);
        }
    }

    private void holdAndResume() throws IOException, InterruptedException {
        Pair pair = pairs().get(0);
        long begin = System.nanoTime();
        Baresip phone = phone(pair.caller);
        phone.dial(pair.number);
        phone.await("CALL_ESTABLISHED", CALL_SECONDS);
        phone.command("hold", "");
        awaitState(pair, "held");
        step("hold", true, begin, pair.caller.name() + " put " + pair.callee.name() + " on hold", Map.of());
        phone.command("resume", "");
        awaitState(pair, "answered");
        step("resume", true, begin, "and took " + pair.callee.name() + " back", Map.of());
        phone.command("hangup", "");
        phone.await("CALL_CLOSED", CALL_SECONDS);
        step("hangup", true, begin, "and hung up", Map.of());
    }

    private static void awaitState(Pair pair, String state) throws IOException, InterruptedException {
        for (int i = 0; i < 250; i++) {
            boolean reached = ask(pair.caller, "/v1/calls", CallsReport.class).calls().stream()
                    .anyMatch(call ->
                            call.line().equals(pair.number) && call.state().equals(state));
            if (reached) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IOException("the call from " + pair.caller.name() + " is not " + state);
    }

    private void awaitLog(String program, String words) throws IOException, InterruptedException {
        Path log = programs.log(program);
        for (int i = 0; i < 1_500; i++) {
            if (Files.exists(log) && Files.readString(log).contains(words)) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IOException(program + " did not start; it said: " + (Files.exists(log) ? Files.readString(log) : ""));
    }

    /** Where the lab's files are, for whoever wants to look around. */
    public Path directory() {
        return directory;
    }

    /** How to look around in it. */
    public String directions() {
        StringBuilder text = new StringBuilder("The lab stays up; Ctrl-C takes it down. Look around, as root:\n");
        for (LabHome home : homes) {
            text.append("  ip netns exec ")
                    .append(home.machine().name())
                    .append(" voider --home ")
                    .append(home.nodeDirectory())
                    .append(" status\n");
        }
        return text.append("Logs are in ").append(directory).toString();
    }

    private void step(String name, boolean ok, long beganNanos, String text, Map<String, Object> details) {
        long took = beganNanos == 0 ? 0 : (System.nanoTime() - beganNanos) / 1_000_000;
        steps.accept(new Step(name, ok, took, text, details));
    }

    @Override
    public void close() throws IOException {
        for (Baresip phone : phones.values()) {
            phone.close();
        }
        programs.close();
        topology.close();
        claim.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
