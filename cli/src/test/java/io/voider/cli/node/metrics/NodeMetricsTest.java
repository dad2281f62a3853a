package io.voider.cli.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.node.ground.CounterGroup;
import io.voider.cli.node.ground.CounterReading;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.report.StreamReport;
import io.voider.transport.count.Counters;
import io.voider.transport.shuttle.ShuttleCounter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What Prometheus reads; by its own words for what is well-formed. */
class NodeMetricsTest {
    private static final Instant THEN = Instant.ofEpochSecond(1_700_000_000);
    private static final String AWKWARD = "Zoë \"<b>\\\n";

    private final CounterReading reading = new CounterReading();
    private final CallTotals totals = new CallTotals();

    private static LineReport line(String dial, String name, String role, String state, @Nullable Double rtt) {
        return new LineReport(
                dial, 21, name, role, state, THEN, "", rtt == null ? null : "relayed", rtt, null, rtt == null ? 0 : 1);
    }

    static NodeReport report() {
        return new NodeReport(
                NodeReport.SCHEMA,
                "alice",
                "0.1.0",
                77,
                THEN,
                List.of(new PhoneReport(
                        1, "172.16.0.1", "172.16.0.2/30", true, true, "", null, null, null, null, null, "sip:1@x")),
                List.of(),
                List.of(new RendezvousReport("203.0.113.2:7443", "own", true, THEN, "")),
                List.of(
                        line("10.1.2.1", AWKWARD, "friend", "up", 25.0),
                        line("10.2.1.1", "carol", "exchange", "no-peer", null)),
                List.of(call("in", "ringing", null, List.of())),
                Map.of());
    }

    private static CallReport call(
            String direction, String state, @Nullable Double mos, List<CallReport.LadderStep> ladder) {
        boolean rated = mos != null;
        return new CallReport(
                1,
                direction,
                "10.1.2.1",
                "bob",
                state,
                THEN,
                rated ? THEN.plusSeconds(4) : null,
                null,
                rated ? THEN.plusSeconds(94) : null,
                null,
                mos,
                rated
                        ? List.of(new StreamReport(
                                "phone", "0000abcd", 90, "PCMU", 4_410, 90, 0, 0, 3, 20, 80.0, mos, null))
                        : List.of(),
                ladder);
    }

    private List<String> text(boolean named) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ProcessUse use = new ProcessUse(12.5, 200_000_000, 64, 30);
        PrometheusTextFormatWriter.create()
                .write(
                        text,
                        NodeMetrics.of(report(), reading.all(), totals.snapshots(), use, named),
                        EscapingScheme.UNDERSCORE_ESCAPING);
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void whatTheNodeReportsIsThere() throws IOException {
        assertThat(text(false))
                .contains(
                        "voider_info{version=\"0.1.0\"} 1",
                        "voider_start_time_seconds 1.7E9",
                        "voider_calls{state=\"ringing\"} 1.0",
                        "voider_calls{state=\"held\"} 0.0",
                        "voider_rendezvous_connected{server=\"203.0.113.2:7443\"} 1.0",
                        "voider_line_state{line=\"2\",voider_line_state=\"up\"} 1",
                        "voider_line_state{line=\"2\",voider_line_state=\"no-peer\"} 0",
                        "voider_line_state{line=\"x2\",voider_line_state=\"no-peer\"} 1",
                        "voider_line_round_trip_seconds{line=\"2\"} 0.025",
                        "voider_line_relayed{line=\"2\"} 1.0",
                        "voider_phone_registered{phone=\"1\"} 1.0",
                        "process_cpu_seconds_total 12.5",
                        "process_resident_memory_bytes 2.0E8")
                .noneMatch(line -> line.startsWith("voider_line_round_trip_seconds{line=\"x2\""));
    }

    @Test
    void namesAreToldWhenTheOwnerWantsIt() throws IOException {
        assertThat(text(false)).noneMatch(line -> line.contains("carol") || line.contains("Zo"));
        assertThat(text(true))
                .contains(
                        "voider_line_info{dial=\"10.1.2.1\",line=\"2\",name=\"Zoë \\\"<b>\\\\\\n\"} 1",
                        "voider_line_info{dial=\"10.2.1.1\",line=\"x2\",name=\"carol\"} 1");
    }

    @Test
    void countersHaveTheirWordsAndTheirLines() throws IOException {
        Counters<ExchangeCounter> exchange = new Counters<>(ExchangeCounter.class);
        Counters<ShuttleCounter> shuttle = new Counters<>(ShuttleCounter.class);
        ShuttleCounter counted = ShuttleCounter.TUNNEL_SENT;
        shuttle.increment(counted);
        reading.add(CounterGroup.EXCHANGE, exchange);
        reading.add(CounterGroup.LINE, "2", shuttle);
        String family = "voider_line_" + counted.label().replace('.', '_').replace('-', '_') + "_total";
        List<String> text = text(false);
        assertThat(text)
                .contains("# HELP " + family + " " + counted.meaning(), "# TYPE " + family + " counter")
                .contains(family + "{line=\"2\"} 1.0");
        assertThat(text.stream().filter(line -> line.startsWith("voider_line_") && line.contains("_total{")))
                .as("what never happened on a line is left out")
                .hasSize(1);
        for (ExchangeCounter each : ExchangeCounter.values()) {
            String name = "voider_" + each.label().replace('.', '_').replace('-', '_') + "_total";
            assertThat(text).contains(name + " 0.0");
        }
    }

    @Test
    void callsAreToldByWhatTheyWereLike() throws IOException {
        totals.add(call(
                "out",
                "ended",
                3.5,
                List.of(
                        CallReport.LadderStep.of(0, true, "INVITE"),
                        CallReport.LadderStep.of(120, false, "180 Ringing"),
                        CallReport.LadderStep.of(4_000, false, "200 OK"))));
        totals.add(call("in", "ended", null, List.of()));
        assertThat(text(false))
                .contains(
                        "voider_calls_ended_total{answered=\"yes\",direction=\"out\"} 1.0",
                        "voider_calls_ended_total{answered=\"no\",direction=\"in\"} 1.0",
                        "voider_calls_ended_total{answered=\"no\",direction=\"out\"} 0.0",
                        "voider_call_ring_delay_seconds_bucket{le=\"0.1\"} 0",
                        "voider_call_ring_delay_seconds_bucket{le=\"0.25\"} 1",
                        "voider_call_ring_delay_seconds_count 1",
                        "voider_call_duration_seconds_sum 90.0",
                        "voider_call_mos_bucket{le=\"3.3\"} 0",
                        "voider_call_mos_bucket{le=\"3.6\"} 1",
                        "voider_stream_lost_ratio_bucket{le=\"0.02\"} 1",
                        "voider_stream_jitter_seconds_bucket{le=\"+Inf\"} 1");
    }

    /** The text format's own grammar for samples: a name, labels, a number. */
    @Test
    void everyLineIsWellFormed() throws IOException {
        Stream.of(CounterGroup.values()).forEach(this::addAll);
        String labels =
                "\\{[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"(?:,[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\")*}";
        assertThat(text(true))
                .hasSizeGreaterThan(300)
                .allMatch(line -> line.matches("# (HELP|TYPE) [a-z_]+ .+")
                        || line.matches("[a-z_]+(?:" + labels + ")? [-+.0-9EInf]+"));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void addAll(CounterGroup group) {
        reading.add(group, new Counters(group.counters()));
    }
}
