package io.voider.transport.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.Claim;
import io.voider.ns.Link;
import io.voider.ns.Namespace;
import io.voider.transport.disk.JavaProgram;
import java.io.BufferedReader;
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

/** What a program leaves that is killed while it makes namespaces and opens channels in them. */
class KilledProgramIT {

    /** At most this many lines of its about 45 a round does a victim say before it is killed. */
    private static final int LINES = 60;

    private static final int PAUSE_LIMIT_MICROS = 3000;

    private final String owner = "vtk" + Long.toString(ProcessHandle.current().pid(), 36);

    @AfterEach
    void clean() {
        try (Claim claim = Claim.take(owner)) {
            claim.removeLeftovers();
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
                while (!claim.leftovers().isEmpty()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
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
        List<String> command = JavaProgram.command(Victim.class, List.of("-XX:TieredStopAtLevel=1"), owner);
        Process victim = machine.start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT))
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
