package io.voider.cli.node.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.voider.cli.report.EventKind;
import io.voider.cli.report.Events;
import io.voider.cli.report.LineReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of lines and tunnels since the node's start. Any thread may tell and read. */
public final class LineTotals {
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final String CONNECTING = "connecting";
    private static final String CUT_OFF = "cut-off";

    private final Map<String, Long> ups = new TreeMap<>();
    private final Map<String, Long> downs = new TreeMap<>();
    private final Map<String, Instant> connecting = new HashMap<>();
    private final Distribution handshake = new Distribution(0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64);

    /** Something has happened, perhaps to a line. */
    public synchronized void on(Events.Event event) {
        if (!(event.detail() instanceof LineReport line) || line.state().equals(event.before())) {
            return;
        }
        String number = NodeMetrics.number(line);
        Instant began = connecting.remove(number);
        if (event.kind().equals(EventKind.LINE_UP.label())) {
            ups.merge(number, 1L, Long::sum);
            if (began != null) {
                handshake.add(Duration.between(began, line.since()).toMillis() / MILLIS_PER_SECOND);
            }
        } else if (event.kind().equals(EventKind.LINE_DOWN.label())) {
            downs.merge(number, 1L, Long::sum);
        }
        if (line.state().equals(CONNECTING)) {
            connecting.put(number, line.since());
        } else if (line.state().equals(CUT_OFF)) {
            // Its number is never given to another friend.
            ups.remove(number);
            downs.remove(number);
        }
    }

    /**
     * The metrics of now.
     *
     * @param tunnelStarts how often OpenVPN was started for an exchange's tunnel, by the exchange
     */
    public synchronized List<MetricSnapshot> snapshots(Map<Integer, Long> tunnelStarts) {
        CounterSnapshot.Builder starts = CounterSnapshot.builder()
                .name("voider_tunnel_starts")
                .help("how often OpenVPN was started for a tunnel; what is more than one was a restart");
        tunnelStarts.forEach((exchange, times) -> starts.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("exchange", Integer.toString(exchange)))
                .value(times)
                .build()));
        return List.of(
                byLine("voider_line_ups", "how often a line came up", ups),
                byLine("voider_line_downs", "how often a line that was up went down", downs),
                starts.build(),
                HistogramSnapshot.builder()
                        .name("voider_tunnel_handshake_seconds")
                        .help("from a path, or another, to a tunnel through which something comes")
                        .dataPoint(handshake.snapshot())
                        .build());
    }

    private static CounterSnapshot byLine(String name, String help, Map<String, Long> counts) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        counts.forEach((line, times) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("line", line))
                .value(times)
                .build()));
        return counter.build();
    }
}
