package io.voider.cli.node.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.StreamReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the calls that ended since the node's start were like. Any thread may add and read. */
public final class CallTotals {
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final Pattern REFUSED = Pattern.compile("refused with ([1-6][0-9]{2}) ");

    /** What is told apart. */
    private record Kind(String direction, boolean answered) {
        Labels labels() {
            return Labels.of("direction", direction, "answered", answered ? "yes" : "no");
        }
    }

    private final Map<Kind, Long> ended = new HashMap<>();
    private final Distribution ringing = new Distribution(0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32);
    private final Distribution answering = new Distribution(1, 2, 4, 8, 16, 32, 64, 128);
    private final Map<String, Long> refused = new TreeMap<>();
    private final Distribution duration = new Distribution(10, 30, 60, 180, 600, 1_800, 3_600, 10_800);
    private final Distribution mos = new Distribution(1.5, 2, 2.5, 3, 3.3, 3.6, 3.9, 4.1, 4.3, 4.5);
    private final Distribution lost = new Distribution(0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5);
    private final Distribution jitter = new Distribution(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2);

    /** A call has ended, and what its media was like is known. */
    public synchronized void add(CallReport call) {
        ended.merge(new Kind(call.direction(), call.answeredAt() != null), 1L, Long::sum);
        ringDelaySeconds(call).ifPresent(ringing::add);
        Matcher refusal = REFUSED.matcher(call.reason() == null ? "" : call.reason());
        if (refusal.lookingAt()) {
            refused.merge(refusal.group(1), 1L, Long::sum);
        }
        if (call.answeredAt() != null) {
            answering.add(Duration.between(call.startedAt(), call.answeredAt()).toMillis() / MILLIS_PER_SECOND);
        }
        if (call.answeredAt() != null && call.endedAt() != null) {
            duration.add(Duration.between(call.answeredAt(), call.endedAt()).toMillis() / MILLIS_PER_SECOND);
        }
        if (call.mos() != null) {
            mos.add(call.mos());
        }
        for (StreamReport stream : call.media()) {
            long expected = stream.packets() + stream.lost();
            if (expected > 0) {
                lost.add((double) stream.lost() / expected);
                jitter.add(stream.jitterMillis() / MILLIS_PER_SECOND);
            }
        }
    }

    /** How long whoever called heard nothing: until the first 180 or 183, or the answer if that came first. */
    private static Optional<Double> ringDelaySeconds(CallReport call) {
        return call.ladder().stream()
                .filter(step -> step.what().startsWith("18") || step.what().startsWith("200"))
                .findFirst()
                .map(step -> step.millis() / MILLIS_PER_SECOND);
    }

    /** The metrics of now. */
    public synchronized List<MetricSnapshot> snapshots() {
        CounterSnapshot.Builder calls = CounterSnapshot.builder()
                .name("voider_calls_ended")
                .help("calls that ended, by who began them and whether they were answered");
        for (String direction : List.of("in", "out")) {
            for (boolean answered : new boolean[] {false, true}) {
                Kind kind = new Kind(direction, answered);
                calls.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(kind.labels())
                        .value(ended.getOrDefault(kind, 0L))
                        .build());
            }
        }
        CounterSnapshot.Builder refusals = CounterSnapshot.builder()
                .name("voider_calls_refused")
                .help("calls that this exchange refused itself, by the SIP status; many alike within a minute are two");
        refused.forEach((status, times) -> refusals.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("status", status))
                .value(times)
                .build()));
        return List.of(
                calls.build(),
                refusals.build(),
                histogram(
                        "voider_call_answer_delay_seconds",
                        "from the INVITE to the answer, of calls that were answered",
                        answering),
                histogram(
                        "voider_call_ring_delay_seconds",
                        "from the INVITE to the first ringing, or the answer",
                        ringing),
                histogram("voider_call_duration_seconds", "from the answer to the end", duration),
                histogram("voider_call_mos", "mean opinion score of calls that could be rated, 1 to 4.5", mos),
                histogram("voider_stream_lost_ratio", "of a source's media packets, how many did not come", lost),
                histogram("voider_stream_jitter_seconds", "a source's interarrival jitter, RFC 3550", jitter));
    }

    private static HistogramSnapshot histogram(String name, String help, Distribution distribution) {
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(distribution.snapshot())
                .build();
    }
}
