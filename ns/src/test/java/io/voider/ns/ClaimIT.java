package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process leaves that was killed, and how the next finds it. */
final class ClaimIT {

    /** At most this many lines of its about 45 a round does a victim say before it is killed. */
    private static final int LINES = 60;

    private static final int PAUSE_LIMIT_MICROS = 3000;

    private final String owner = "vtn" + Long.toString(ProcessHandle.current().pid(), 36);

    @AfterEach
    void clean() {
        try (Claim claim = Claim.take(owner)) {
            claim.removeLeftovers();
        }
    }

    @Test
    @Timeout(60)
    void onlyOneProcessMayHaveTheClaim() throws IOException {
        try (Claim claim = Claim.take(owner)) {
            assertThat(claim.leftovers()).isEmpty();
            assertThatThrownBy(() -> Claim.take(owner))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("EBUSY")
                    .hasMessageContaining("another process runs as " + owner);
        }
        Claim.take(owner).close();
        assertThat(Path.of("/run/voider", owner + ".lock")).doesNotExist();
        assertThatThrownBy(() -> Claim.take("with.dot")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(60)
    void whatIsOursIsNoLeftoverAndWhatWasAnothersIs() throws Exception {
        Process sleeper;
        try (Claim first = Claim.take(owner);
                Namespace whole = first.create("whole");
                Namespace nameless = first.anonymous("nameless")) {
            sleeper = nameless.start(new ProcessBuilder("sleep", "1000")).get(10, TimeUnit.SECONDS);
            Files.createFile(NamespaceDirectory.file(first.name("half")));
            assertThat(whole.name()).isEqualTo(owner + ".whole");
            assertThat(first.leftovers()).extracting(Leftover::name).containsExactly(owner + ".half");
        }
        try (Claim second = Claim.take(owner)) {
            assertThat(second.leftovers())
                    .containsExactlyInAnyOrder(
                            new Leftover(Leftover.What.NAMESPACE, owner + ".whole", List.of()),
                            new Leftover(Leftover.What.HALF_MADE_NAME, owner + ".half", List.of()),
                            new Leftover(Leftover.What.ORPHANS, owner + ".nameless", List.of(sleeper.pid())));
            for (Leftover leftover : second.leftovers()) {
                if (leftover.what() == Leftover.What.NAMESPACE) {
                    second.takeOver(leftover).close();
                } else {
                    second.remove(leftover);
                }
            }
            assertThat(sleeper.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(second.leftovers()).isEmpty();
            assertThat(Namespace.list()).contains(owner + ".whole");
        }
    }

    @Test
    @Timeout(180)
    void aKilledProgramLeavesNothingThatTheNextCannotRemove() throws Exception {
        killAgainAndAgain(10, 1);
    }

    @Test
    @Tag("soak")
    @Timeout(3600)
    void threeHundredKillsLeaveNothing() throws Exception {
        killAgainAndAgain(300, 2);
    }

    private void killAgainAndAgain(int kills, long seed) throws Exception {
        Random random = new Random(seed);
        try (Namespace real = Namespace.host();
                Namespace machine = Namespace.anonymous("machine")) {
            List<String> realBefore = state(real);
            List<String> before = state(machine);
            int removed = 0;
            for (int i = 0; i < kills; i++) {
                removed += killOnce(machine, random);
            }
            assertThat(removed)
                    .describedAs("leftovers found by the next starts")
                    .isGreaterThan(kills);
            System.out.println(kills + " kills, " + removed + " leftovers removed by the next starts");
            try (Claim claim = Claim.take(owner)) {
                machine.call(claim::removeLeftovers);
                removeLinks(machine);
                Eventually.holds("nothing is left over", () -> claim.leftovers().isEmpty());
            }
            assertThat(state(machine)).isEqualTo(before);
            assertThat(state(real)).isEqualTo(realBefore);
        }
    }

    private void removeLinks(Namespace machine) {
        for (Link link : machine.links().list()) {
            if (link.name().startsWith(owner)
                    && machine.links().find(link.name()).isPresent()) {
                machine.links().delete(link.name());
            }
        }
    }

    /**
     * The victim's host is {@code machine}, so that it can do no harm to the real one.
     *
     * @return how many things it found left over when it started
     */
    private int killOnce(Namespace machine, Random random) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Victim.class.getName(), owner));
        Process victim = machine.start(new ProcessBuilder(command).redirectErrorStream(true))
                .get(30, TimeUnit.SECONDS);
        int lines = 1 + random.nextInt(LINES);
        List<String> said = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while (said.size() < lines && (line = output.readLine()) != null) {
                said.add(line);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(PAUSE_LIMIT_MICROS)));
            victim.destroyForcibly().waitFor();
        }
        assertThat(said).hasSize(lines).allMatch(step -> step.matches("(claimed|made|started|moved|ended).*"));
        return Integer.parseInt(said.get(0).replace("claimed, removed ", ""));
    }

    /** Everything about a namespace that a guest could have changed. */
    private static List<String> state(Namespace namespace) {
        List<String> state = new ArrayList<>();
        namespace.links().list().forEach(link -> state.add(link.name() + link.up() + link.mtu() + link.mac()));
        namespace.addresses().list().forEach(address -> state.add(address.toString()));
        namespace.routes().list().forEach(route -> state.add(route.toString()));
        namespace.rules().list().forEach(rule -> state.add(rule.toString()));
        namespace.call(() -> {
            var values = new TreeMap<String, String>();
            for (String family : List.of("ipv4", "ipv6")) {
                try (Stream<Path> files = Files.walk(Path.of("/proc/sys/net", family, "conf"))) {
                    files.filter(Files::isReadable).filter(Files::isRegularFile).forEach(file -> {
                        String path = file.toString().substring("/proc/sys/".length());
                        if (!path.endsWith("stable_secret")) {
                            values.put(path, namespace.sysctls().get(path));
                        }
                    });
                }
            }
            values.put("ip_forward", namespace.sysctls().get("net/ipv4/ip_forward"));
            state.add(values.toString());
            return null;
        });
        return state;
    }
}
