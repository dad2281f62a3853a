package io.voider.cli.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.voider.cli.report.Events;
import io.voider.cli.report.LineChange;
import io.voider.cli.report.LineReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineTotalsTest {
    private final LineTotals totals = new LineTotals();
    private final Events events = new Events(Clock.systemUTC());
    private Instant now = Instant.ofEpochSecond(1_700_000_000);
    private String state = "no-peer";

    LineTotalsTest() {
        events.subscribe(totals::on);
    }

    private void becomes(String next, long afterMillis) {
        Instant before = now;
        now = now.plusMillis(afterMillis);
        LineReport line = new LineReport("10.1.2.1", null, "bob", "friend", next, now, "", null, null, null, 0);
        events.line(new LineChange(line, state, before));
        state = next;
    }

    private List<String> text() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create()
                .write(text, new MetricSnapshots(totals.snapshots(Map.of(1, 3L))), EscapingScheme.UNDERSCORE_ESCAPING);
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void countsHowOftenALineCameUpAndWentDownAndTimesTheHandshake() throws IOException {
        becomes("finding", 1_000);
        becomes("connecting", 1_000);
        becomes("up", 700);
        becomes("failing", 60_000);
        becomes("up", 500);
        becomes("up", 500);
        becomes("connecting", 1_000);
        becomes("failing", 90_000);
        becomes("up", 1_000);
        assertThat(text())
                .contains(
                        "voider_line_ups_total{line=\"2\"} 3.0",
                        "voider_line_downs_total{line=\"2\"} 2.0",
                        "voider_tunnel_starts_total{exchange=\"1\"} 3.0",
                        "voider_tunnel_handshake_seconds_bucket{le=\"0.5\"} 0",
                        "voider_tunnel_handshake_seconds_bucket{le=\"1.0\"} 1",
                        "voider_tunnel_handshake_seconds_count 1");
    }

    @Test
    void aFriendWhoWasCutOffIsForgotten() throws IOException {
        becomes("up", 1);
        becomes("cut-off", 1);
        assertThat(text()).noneMatch(line -> line.contains("line=\"2\""));
    }
}
