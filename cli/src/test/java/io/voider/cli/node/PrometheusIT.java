package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static io.voider.cli.node.TwoHomes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real Prometheus reads a node that runs, and takes the rules and all that the dashboard asks for. Left out where
 * {@code packaging/trial/prometheus} has unpacked none.
 */
@Tag("soak")
class PrometheusIT {
    private static final Path ROOT =
            Path.of(System.getenv().getOrDefault("VOIDER_TRIAL_CACHE", "/var/cache/voider-trial"), "prometheus");
    private static final Path GRAFANA = Path.of("../docs/grafana").toAbsolutePath();
    private static final String PROMETHEUS = "http://127.0.0.1:9090";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(180);

    @TempDir
    private Path directory;

    @Test
    void prometheusReadsANodeAndTakesRulesAndDashboard() throws Exception {
        if (!Files.exists(ROOT.resolve("made"))) {
            System.out.println("left out: no Prometheus in " + ROOT + "; packaging/trial/prometheus fetches it");
            return;
        }
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            homes.books(ALICE, alice -> alice.configure("metrics", "127.0.0.1:9741"));
            homes.run(ALICE);
            homes.run(BOB);
            for (String name : List.of(ALICE, BOB)) {
                homes.awaitReady(name);
                homes.awaitLines(name, line -> line.state().equals("up"));
            }
            String text = run(homes, "curl", "-sS", "--fail", "http://127.0.0.1:9741/metrics");
            Path metrics = Files.writeString(directory.resolve("metrics"), text);
            promtool(homes, "promtool check metrics <" + metrics);
            promtool(homes, "promtool check rules " + GRAFANA.resolve("alerts.yml"));
            Process prometheus = homes.machine()
                    .start(new ProcessBuilder(
                                    ROOT.resolve("usr/bin/prometheus").toString(),
                                    "--config.file=" + configuration(),
                                    "--storage.tsdb.path=" + directory.resolve("tsdb"),
                                    "--web.listen-address=127.0.0.1:9090")
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("prometheus.log").toFile()))
                    .join();
            try {
                awaitOne(homes, "voider_line_state{line=\"2\",voider_line_state=\"up\"}");
                awaitOne(homes, "voider_line_ups_total{line=\"2\"}");
                awaitOne(homes, "voider_tunnel_starts_total{exchange=\"1\"}");
                awaitOne(homes, "voider_tunnel_handshake_seconds_count");
                rulesAreTaken(homes);
                dashboardIsAnswered(homes);
            } finally {
                prometheus.destroy();
                prometheus.waitFor();
            }
        }
    }

    private Path configuration() throws IOException {
        return Files.writeString(directory.resolve("prometheus.yml"), """
            global:
              scrape_interval: 1s
              evaluation_interval: 1s
            rule_files: ["%s"]
            scrape_configs:
              - job_name: voider
                static_configs:
                  - targets: ["127.0.0.1:9741"]
            """.formatted(GRAFANA.resolve("alerts.yml")));
    }

    /** What it prints when it finds nothing to blame; its advice on style ends it with 3. */
    private void promtool(TwoHomes homes, String command) throws Exception {
        assertThat(run(
                        homes,
                        "sh",
                        "-c",
                        "PATH=" + ROOT.resolve("usr/bin") + ":$PATH; " + command + " 2>&1; echo status $?"))
                .containsPattern("status 0\\s*$");
    }

    private String run(TwoHomes homes, String... command) throws Exception {
        Path output = directory.resolve("output");
        Process process = homes.machine()
                .start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()))
                .join();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as(String.join(" ", command))
                .isTrue();
        return Files.readString(output);
    }

    private JsonNode ask(TwoHomes homes, String path) throws Exception {
        return StrictJson.MAPPER.readTree(run(homes, "curl", "-sS", PROMETHEUS + path));
    }

    private JsonNode query(TwoHomes homes, String expression) throws Exception {
        return ask(homes, "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    private void awaitOne(TwoHomes homes, String expression) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            String answer = run(
                    homes,
                    "curl",
                    "-sS",
                    PROMETHEUS + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            if (answer.contains(",\"1\"]")) {
                return;
            }
            assertThat(System.nanoTime()).as(expression + ": " + answer).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private void rulesAreTaken(TwoHomes homes) throws Exception {
        List<JsonNode> rules = ask(homes, "/api/v1/rules")
                .path("data")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
        assertThat(rules).hasSizeGreaterThan(8);
        assertThat(rules).allMatch(rule -> rule.path("lastError").asString("").isEmpty());
        // Nothing is wrong with this node but that nobody plugged a phone in, and that is not long enough ago.
        assertThat(rules).noneMatch(rule -> rule.path("state").asString().equals("firing"));
    }

    private void dashboardIsAnswered(TwoHomes homes) throws Exception {
        JsonNode dashboard = StrictJson.MAPPER.readTree(Files.readString(GRAFANA.resolve("voider.json")));
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String expression = target.path("expr").asString().replace("$instance", ".*");
                assertThat(query(homes, expression).path("status").asString())
                        .as(expression)
                        .isEqualTo("success");
            }
        }
    }
}
