package io.voider.cli.lab.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.voider.cli.control.RefusedException;
import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Topology;
import io.voider.cli.orders.Order;
import io.voider.cli.report.LinesReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.state.StrictJson;
import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Three homes, a call between the first two, and whatever goes wrong. One thread. */
final class Troubles implements AutoCloseable {
    private static final String ALICES_NUMBER = "10.2.1.1";
    private static final String ALICE_IN_HER_TUNNEL = "172.29.1.1";
    /** Another phone of carol's, or so she says: her first one's address is that of the node's own sockets. */
    private static final String CAROL_IN_ALICES_TUNNEL = "172.29.3.9";

    private static final int SIP = 5060;
    private static final int FLOOD_PER_SECOND = 20_000;
    private static final int STREAM_BYTES_PER_SECOND = 1_000_000;
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long NODE_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final Duration JUMP = Duration.ofDays(5 * 365);
    private static final String DISK_KILOBYTES = "3000";

    private final Claim claim;
    private final World world;
    private final LabHome alice;
    private final LabHome bob;
    private final LabHome carol;
    private final Path clock;
    private final Path disk;
    private final Set<String> invited = new TreeSet<>();
    private final Set<String> unanswered = new TreeSet<>();
    private LongCall call;
    private int rounds;
    private int asked;

    /**
     * What became of the call.
     *
     * @param lost packets of voice that did not come, of both directions
     * @param gapMillis the longest silence in either
     * @param healedMillis until the call, or another in its place, lost nothing for a second, from the trouble's end
     * @param ended whether another call had to be placed
     * @param residentKilobytes of alice's node
     */
    record Outcome(
            Trouble trouble,
            long troubleMillis,
            int lost,
            int gapMillis,
            long healedMillis,
            boolean ended,
            long residentKilobytes) {}

    Troubles(Claim claim, LabOptions options, Path directory) throws IOException, InterruptedException {
        this.claim = claim;
        world = new World(options, new Steps(step -> System.out.println(step.text())), claim, directory);
        world.raise();
        alice = world.homes().get(0);
        bob = world.homes().get(1);
        carol = world.homes().get(2);
        disk = alice.directory();
        program("mount", "-t", "tmpfs", "-o", "size=" + DISK_KILOBYTES + "k,mode=0700", "tmpfs", disk.toString());
        clock = directory.resolve("clock");
        Path clockLibrary = directory.resolve("clock.so");
        Path source = directory.resolve("clock.c");
        Files.write(source, Troubles.class.getResourceAsStream("clock.c").readAllBytes());
        program("gcc", "-shared", "-fPIC", "-O2", "-o", clockLibrary.toString(), source.toString(), "-ldl");
        setClock(Duration.ZERO);
        world.startThrough(alice, "env", "LD_PRELOAD=" + clockLibrary, "VOIDER_CLOCK=" + clock);
        world.makeNodes();
        world.startNodes();
        call = new LongCall(bob, alice, ALICES_NUMBER);
        call.place();
        awaitSteady();
    }

    private static void program(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    private void setClock(Duration ahead) throws IOException {
        // Written where it lies: the node has it mapped.
        if (!Files.exists(clock)) {
            Files.write(clock, new byte[Long.BYTES]);
        }
        try (var file = new RandomAccessFile(clock.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putLong(0, ahead.toSeconds())
                    .array());
        }
    }

    /** Lets something go wrong for so long, and waits until all is well again. */
    Outcome happen(Trouble trouble, long nanos) throws Exception {
        rounds++;
        LongCall.Mark from = call.now();
        Map<String, Long> before = dropped();
        long began = System.nanoTime();
        strike(trouble, nanos);
        order();
        long ended = System.nanoTime();
        boolean over = trouble.ends();
        if (over) {
            call.close();
            awaitUp(bob);
            awaitUp(alice);
            call = new LongCall(bob, alice, ALICES_NUMBER);
            call.place();
            from = call.now();
        }
        awaitSteady();
        long healed = System.nanoTime();
        awaitUp(carol);
        awaitUp(alice);
        TimeUnit.SECONDS.sleep(1); // what is late is not lost
        LongCall.Mark to =
                new LongCall.Mark(call.now().byCaller() - 25, call.now().byCallee() - 25);
        Outcome outcome = new Outcome(
                trouble,
                TimeUnit.NANOSECONDS.toMillis(ended - began),
                call.lost(from, to),
                20 * call.longestGap(from, to),
                TimeUnit.NANOSECONDS.toMillis(healed - ended),
                over,
                residentKilobytes());
        System.out.println(outcome);
        System.out.println(call.lostEachWay(from, to));
        Map<String, Long> after = dropped();
        after.replaceAll((counter, count) -> count - before.getOrDefault(counter, 0L));
        after.values().removeIf(count -> count == 0);
        System.out.println("dropped and refused by alice's node: " + after);
        System.out.println("cables: "
                + sum(world.topology().counts(), ".dropped.kernel")
                + " packets lost until now because this machine was too busy");
        return outcome;
    }

    private static long sum(Map<String, Long> counts, String ending) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().endsWith(ending))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private Map<String, Long> dropped() throws IOException {
        Map<String, Long> counters = new TreeMap<>(world.ask(alice, "GET", "/v1/status", Map.of(), NodeReport.class)
                .counters());
        counters.keySet().removeIf(counter -> !counter.contains("dropped"));
        return counters;
    }

    private void awaitSteady() throws IOException, InterruptedException {
        if (!Await.until(STEADY_NANOS, call::isSteady)) {
            throw new IOException("the voice does not come back; " + world.lines(bob) + world.calls(alice));
        }
    }

    private void awaitUp(LabHome home) throws IOException, InterruptedException {
        if (!Await.until(
                NODE_NANOS,
                () -> world.lines(home).stream().allMatch(line -> line.state().equals("up")))) {
            throw new IOException(home.name() + "'s lines: " + world.lines(home));
        }
    }

    private void awaitDirect() throws IOException, InterruptedException {
        if (!Await.until(
                NODE_NANOS, () -> "direct".equals(world.line(bob, alice.name()).path()))) {
            throw new IOException("the line stays on the relay: " + world.line(bob, alice.name()));
        }
    }

    private void strike(Trouble trouble, long nanos) throws Exception {
        InetSocketAddress rendezvous = new InetSocketAddress(Topology.address(0), 7443);
        InetSocketAddress stun = new InetSocketAddress(Topology.address(0), 3478);
        switch (trouble) {
            case QUIET -> pause(nanos);
            case SIP_FLOOD -> flood(nanos, sipFlood());
            case STREAM_FLOOD -> flood(nanos, streamFlood());
            case STRANGERS -> flood(nanos, strangers());
            case TLS_FLOOD -> flood(nanos, Flood.handshakes(carol.outermost(), rendezvous, 4));
            case STUN_FLOOD ->
                flood(nanos, Flood.datagrams(carol.outermost(), "0.0.0.0", 0, stun, FLOOD_PER_SECOND, Flood::binding));
            case DISK_FULL -> fillDisk(nanos);
            case FRIENDS_PHONE_OUT -> unplug(carol, nanos);
            case OWN_PHONE_OUT -> unplug(alice, nanos);
            case FRIEND_RESTARTED -> restart(carol, nanos);
            case OWN_NODE_KILLED -> restart(bob, nanos);
            case RENDEZVOUS_KILLED -> {
                awaitDirect(); // its relay carries a call whose own path has dropped
                world.killRendezvous();
                pause(nanos);
                world.startRendezvous();
            }
            case CLOCK_AHEAD -> jump(JUMP, nanos);
            case CLOCK_BEHIND -> jump(JUMP.negated(), nanos);
            case OWN_PATH_DROPS -> {
                world.topology().part(alice.number(), bob.number());
                pause(nanos);
                world.topology().rejoin();
            }
            case OWN_ROUTER_REBOOTS -> bob.rebootNats();
            case OWN_ADDRESS_CHANGES -> Topology.renumber(bob.outermost(), bob.number());
            case OWN_OPENVPN_KILLED ->
                world.node(bob)
                        .descendants()
                        .filter(process -> process.info().command().orElse("").endsWith("openvpn"))
                        .forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static void pause(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
    }

    private static void flood(long nanos, Flood flood) throws InterruptedException {
        try (flood) {
            pause(nanos);
            System.out.println(flood.sent() + " sent in " + nanos / 1_000_000 + " ms");
        }
    }

    /** Carol's end of her tunnel to alice, with an address for her to send from; it goes with her node. */
    private Namespace carolsTunnel() {
        Namespace tunnel = Namespace.open(carol.prefix() + ".2");
        if (tunnel.addresses().list("lo").stream()
                .noneMatch(address -> address.prefix().toString().startsWith(CAROL_IN_ALICES_TUNNEL))) {
            tunnel.addresses().add("lo", CAROL_IN_ALICES_TUNNEL + "/32");
        }
        return tunnel;
    }

    private Flood sipFlood() {
        return Flood.datagrams(
                carolsTunnel(),
                CAROL_IN_ALICES_TUNNEL,
                20_000,
                new InetSocketAddress(ALICE_IN_HER_TUNNEL, SIP),
                FLOOD_PER_SECOND,
                i -> sip(i % 2 == 0 ? "OPTIONS" : "INVITE", rounds + "-" + i));
    }

    private Flood streamFlood() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append(new String(sip("OPTIONS", rounds + "t" + i), US_ASCII));
        }
        return Flood.streams(
                carolsTunnel(),
                CAROL_IN_ALICES_TUNNEL,
                new InetSocketAddress(ALICE_IN_HER_TUNNEL, SIP),
                4,
                STREAM_BYTES_PER_SECOND,
                many.toString().getBytes(US_ASCII));
    }

    private static byte[] sip(String method, String id) {
        return (method + " sip:alice@" + ALICE_IN_HER_TUNNEL + " SIP/2.0\r\nVia: SIP/2.0/UDP " + CAROL_IN_ALICES_TUNNEL
                        + ":5060;branch=z9hG4bK" + id + "\r\nMax-Forwards: 70\r\nFrom: <sip:carol@"
                        + CAROL_IN_ALICES_TUNNEL + ">;tag=f" + id + "\r\nTo: <sip:alice@" + ALICE_IN_HER_TUNNEL
                        + ">\r\nCall-ID: flood" + id + "\r\nCSeq: 1 " + method + "\r\nContact: <sip:carol@"
                        + CAROL_IN_ALICES_TUNNEL + ">\r\nContent-Length: 0\r\n\r\n")
                .getBytes(US_ASCII);
    }

    private Flood strangers() throws IOException {
        JsonNode friends = StrictJson.MAPPER
                .readTree(Files.readAllBytes(alice.nodeDirectory().resolve("state.json")))
                .path("friends");
        int port = StreamSupport.stream(friends.spliterator(), false)
                .filter(friend -> friend.path("name").asString("").equals(bob.name()))
                .findFirst()
                .orElseThrow()
                .path("wanPort")
                .asInt();
        return Flood.datagrams(
                alice.router(),
                "192.168.1.1",
                0,
                new InetSocketAddress("192.168.1.2", port),
                FLOOD_PER_SECOND,
                Flood::stranger);
    }

    private void fillDisk(long nanos) throws Exception {
        Path fill = disk.resolve("fill");
        try (OutputStream out = Files.newOutputStream(fill)) {
            byte[] block = new byte[1 << 10];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // That was the point.
        }
        order();
        pause(nanos);
        order();
        Files.delete(fill);
    }

    private void unplug(LabHome home, long nanos) throws InterruptedException {
        home.phone().links().down("eth0");
        pause(nanos);
        home.phone().links().up("eth0");
        home.phone().routes().replace(Route.to("0.0.0.0/0").via(home.gateway()));
    }

    private void restart(LabHome home, long nanos) throws IOException, InterruptedException {
        world.programs().kill(world.node(home));
        pause(Math.min(nanos, TimeUnit.SECONDS.toNanos(5)));
        world.startNode(home);
        world.awaitNode(home);
    }

    private void jump(Duration ahead, long nanos) throws IOException, InterruptedException {
        setClock(ahead);
        pause(nanos);
        order();
        setClock(Duration.ZERO);
    }

    /** Invites somebody, and takes every other of them back; notes what was acknowledged. */
    private void order() {
        String name = "friend" + ++asked;
        unanswered.add(name);
        try {
            world.order(alice, new Order.Invite(name));
            invited.add(name);
            unanswered.remove(name);
            if (invited.size() > 10) {
                String first = invited.iterator().next();
                unanswered.add(first);
                invited.remove(first);
                world.order(alice, new Order.Revoke(first));
                unanswered.remove(first);
            }
        } catch (IOException | RefusedException refused) {
            System.out.println("alice's node said: " + refused.getMessage());
        }
    }

    /** Kills alice's node, starts it, and finds all that it acknowledged. */
    void requireAcknowledged() throws IOException, InterruptedException {
        restart(alice, 0);
        Set<String> known = new TreeSet<>();
        world.ask(alice, "GET", "/v1/lines", Map.of(), LinesReport.class).lines().stream()
                .filter(line -> line.name().startsWith("friend"))
                .forEach(line -> known.add(line.name()));
        known.removeAll(unanswered);
        if (!known.equals(invited)) {
            throw new AssertionError("acknowledged were " + invited + ", found are " + known);
        }
    }

    /** What alice's node has in memory. */
    long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + world.node(alice).pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** One line for each kind of trouble. */
    static String table(List<Outcome> outcomes) {
        Map<Trouble, List<Outcome>> byKind = new EnumMap<>(Trouble.class);
        outcomes.forEach(outcome -> byKind.computeIfAbsent(outcome.trouble, each -> new ArrayList<>())
                .add(outcome));
        StringBuilder table =
                new StringBuilder("| what | times | packets lost | longest silence | well again after |\n");
        byKind.forEach((trouble, all) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d ms | %d ms |%n",
                trouble.words(),
                all.size(),
                all.stream().mapToInt(Outcome::lost).sum(),
                all.stream().mapToInt(Outcome::gapMillis).max().orElse(0),
                all.stream().mapToLong(Outcome::healedMillis).max().orElse(0))));
        return table.toString();
    }

    @Override
    public void close() throws IOException {
        call.close();
        world.close();
        claim.close();
        try {
            program("umount", disk.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
