package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static io.voider.cli.node.TwoHomes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.report.WebLinkReport;
import io.voider.cli.report.WebReport;
import io.voider.transport.identity.Invitation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node costs while nobody calls. */
class NodeAtRestIT {
    private static final int MOST_LINES = 253;
    private static final int SETTLING_SECONDS = 20;
    /** As Linux tells times in {@code /proc}, on every architecture. */
    private static final int TICKS_PER_SECOND = 100;

    @TempDir
    private Path directory;

    @Test
    void withOneLineItNeedsLittle() throws Exception {
        assertThat(rest(2, 5)).allMatch(cost -> cost.megabytes < 250 && cost.corePercent < 10);
    }

    @Test
    @Tag("soak")
    void withOneLineItNeedsLessThan180MegabytesAndHalfAPercentOfACore() throws Exception {
        assertThat(rest(SETTLING_SECONDS, 60)).allMatch(cost -> cost.megabytes <= 180 && cost.corePercent <= 0.5);
    }

    private List<Cost> rest(int settlingSeconds, int seconds) throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            return measure(homes, "one line up", settlingSeconds, seconds);
        }
    }

    /** All lines are idle: everybody who was invited joined, from one other node that is all of them. */
    @Test
    @Tag("soak")
    void with253IdleLinesItNeedsLessThan350Megabytes() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            List<Invitation> invitations = new ArrayList<>();
            homes.books(ALICE, alice -> {
                for (int i = 0; i < MOST_LINES; i++) {
                    invitations.add(alice.invite("friend" + i));
                }
            });
            homes.books(BOB, bob -> {
                for (Invitation invitation : invitations) {
                    bob.join(invitation, "alice" + invitation.number());
                }
            });
            assertThat(measure(homes, "253 lines up", SETTLING_SECONDS, 60)).allMatch(cost -> cost.megabytes <= 350);
        }
    }

    /** Alice's page is open in a browser; bob's node has none, and what it costs is what hers would. */
    @Test
    @Tag("soak")
    void anOpenPageCostsAThirdOfAPercentOfACoreAndTwelveMegabytes() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            homes.books(ALICE, alice -> alice.configure("web", "127.0.0.1:8480"));
            Process[] browser = new Process[1];
            try {
                List<Cost> costs = measure(
                        homes, "one line up, alice's page open", SETTLING_SECONDS, 60, () -> browser[0] = look(homes));
                assertThat(costs.get(0).corePercent - costs.get(1).corePercent).isLessThanOrEqualTo(0.3);
                assertThat(costs.get(0).megabytes - costs.get(1).megabytes).isLessThanOrEqualTo(12);
                try (ControlClient node = homes.control(ALICE)) {
                    assertThat(node.request("GET", "/v1/web", Map.of(), WebReport.class)
                                    .sessions())
                            .as("the browser has been there")
                            .isEqualTo(1);
                }
            } finally {
                if (browser[0] != null) {
                    browser[0].destroy();
                    browser[0].onExit().join();
                }
            }
        }
    }

    private Process look(TwoHomes homes) throws IOException {
        try (ControlClient node = homes.control(ALICE)) {
            String link = node.request("POST", "/v1/web/link", Map.of(), WebLinkReport.class)
                    .url();
            return homes.machine()
                    .start(new ProcessBuilder(
                                    "/usr/bin/chromium",
                                    "--headless=new",
                                    "--no-sandbox",
                                    "--disable-dev-shm-usage",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--remote-debugging-port=9222",
                                    "--user-data-dir=" + directory.resolve("browser"),
                                    link)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("browser.log").toFile()))
                    .join();
        }
    }

    /** What is done once all lines are up. */
    private interface Step {
        void take() throws IOException;
    }

    /** What a node's process needs, OpenVPN's aside. */
    private record Cost(long megabytes, double corePercent) {}

    private static List<Cost> measure(TwoHomes homes, String what, int settlingSeconds, int seconds)
            throws IOException, InterruptedException {
        return measure(homes, what, settlingSeconds, seconds, () -> {});
    }

    private static List<Cost> measure(TwoHomes homes, String what, int settlingSeconds, int seconds, Step step)
            throws IOException, InterruptedException {
        List<Process> nodes = List.of(homes.run(ALICE), homes.run(BOB));
        for (String name : List.of(ALICE, BOB)) {
            homes.awaitReady(name);
            homes.awaitLines(name, line -> line.state().equals("up"));
        }
        step.take();
        TimeUnit.SECONDS.sleep(settlingSeconds);
        List<Long> before = new ArrayList<>();
        for (Process node : nodes) {
            before.add(ticks(node));
        }
        TimeUnit.SECONDS.sleep(seconds);
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            Process node = nodes.get(i);
            double percent = 100.0 * (ticks(node) - before.get(i)) / TICKS_PER_SECOND / seconds;
            costs.add(new Cost(residentKilobytes(node) / 1024, percent));
        }
        System.out.println(what + ", over " + seconds + " s: " + costs);
        return costs;
    }

    private static long ticks(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        // The name, in parentheses, may hold blanks; user and system time are the 12th and 13th field behind it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long residentKilobytes(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
