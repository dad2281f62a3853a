package io.voider.cli.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page says of each metric what the program says of it. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");

    private static String row(MetricSnapshot metric) {
        MetricMetadata about = metric.getMetadata();
        String suffix = metric instanceof CounterSnapshot ? "_total" : metric instanceof InfoSnapshot ? "_info" : "";
        String kind = metric instanceof HistogramSnapshot ? ", a histogram" : "";
        return "| `" + about.getName() + suffix + "` | " + about.getHelp() + kind + " |";
    }

    @Test
    void everyMetricHasItsRowAndNoOther() throws IOException {
        List<String> rows = NodeMetrics.of(
                        NodeMetricsTest.report(),
                        List.of(),
                        Stream.concat(
                                        new CallTotals().snapshots().stream(),
                                        new LineTotals().snapshots(Map.of(1, 1L)).stream())
                                .toList(),
                        true)
                .stream()
                .map(MetricsPageTest::row)
                .sorted()
                .toList();
        List<String> page = Files.readAllLines(PAGE);
        assertThat(page.stream().filter(line -> line.startsWith("| `"))).containsExactlyElementsOf(rows);
    }
}
