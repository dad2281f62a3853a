package io.voider.cli.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Dashboard and rules ask for what there is. That Prometheus takes them is {@code PrometheusIT}'s to try. */
class GrafanaTest {
    private static final Path DIRECTORY = Path.of("../docs/grafana");
    private static final Pattern METRIC = Pattern.compile("\\b(?:voider|process)_[a-z_]+\\b(?!\")");
    private static final ProcessUse USE = new ProcessUse(1, 2, 3, 4);

    private static Set<String> names() {
        Stream<MetricSnapshot> all = Stream.of(
                        NodeMetrics.of(NodeMetricsTest.report(), List.of(), List.of(), USE, true).stream(),
                        new CallTotals().snapshots().stream(),
                        new LineTotals().snapshots(Map.of()).stream(),
                        RendezvousMetrics.of("1", 0, Map.of(), USE).stream())
                .flatMap(each -> each);
        return all.flatMap(GrafanaTest::names).collect(Collectors.toSet());
    }

    private static Stream<String> names(MetricSnapshot metric) {
        String name = metric.getMetadata().getName();
        if (metric instanceof HistogramSnapshot) {
            return Stream.of("_bucket", "_count", "_sum").map(suffix -> name + suffix);
        }
        return Stream.of(metric instanceof CounterSnapshot ? name + "_total" : name);
    }

    private static Set<String> asked(String text) {
        return METRIC.matcher(text.replace("voider_line_state=", ""))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
    }

    @Test
    void theDashboardAsksForMetricsThatThereAre() throws IOException {
        JsonNode dashboard = StrictJson.MAPPER.readTree(Files.readString(DIRECTORY.resolve("voider.json")));
        List<String> expressions = dashboard
                .path("panels")
                .valueStream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asString())
                .toList();
        assertThat(expressions).hasSizeGreaterThan(20);
        for (String expression : expressions) {
            assertThat(asked(expression)).as(expression).isNotEmpty().isSubsetOf(names());
        }
    }

    @Test
    void theRulesAskForMetricsThatThereAre() throws IOException {
        List<String> lines = Files.readAllLines(DIRECTORY.resolve("alerts.yml"));
        Set<String> asked = lines.stream()
                .filter(line -> !line.contains("- name:"))
                .flatMap(line -> asked(line).stream())
                .collect(Collectors.toSet());
        assertThat(asked).hasSizeGreaterThan(8).isSubsetOf(names());
    }

    @Test
    void aRendezvousTellsHowMuchAndNeverWho() {
        var metrics = RendezvousMetrics.of("1", 3, Map.of("rendezvous.connections-refused-full", 7L), USE);
        assertThat(metrics.stream()
                        .flatMap(metric -> metric.getDataPoints().stream())
                        .flatMap(point -> point.getLabels().stream())
                        .map(label -> label.getName())
                        .distinct())
                .containsExactly("version");
        assertThat(metrics.stream()
                        .filter(metric ->
                                metric.getMetadata().getName().equals("voider_rendezvous_connections_refused_full"))
                        .flatMap(metric -> metric.getDataPoints().stream())
                        .map(point -> ((CounterSnapshot.CounterDataPointSnapshot) point).getValue()))
                .containsExactly(7.0);
    }
}
