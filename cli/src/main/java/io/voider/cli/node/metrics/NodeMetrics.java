package io.voider.cli.node.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.voider.cli.exchange.LineState;
import io.voider.cli.node.ground.CounterGroup;
import io.voider.cli.node.ground.CounterReading.Count;
import io.voider.cli.node.ground.CounterReading.Kind;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhoneReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node's metrics, made of what it reports. Lines go by their numbers, a friend's or x and the exchange's, as counters do; who
 * that is, is said if the owner wants it, by {@code voider_line_info}.
 */
public final class NodeMetrics {
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final String RELAYED = "relayed";

    private final NodeReport report;
    private final boolean named;
    private final List<MetricSnapshot> made = new ArrayList<>();

    private NodeMetrics(NodeReport report, boolean named) {
        this.report = report;
        this.named = named;
    }

    /**
     * All metrics, with what this process uses of the machine.
     *
     * @param totals those of calls and lines since the node's start
     * @param named whether friends and exchanges are named
     */
    public static MetricSnapshots of(
            NodeReport report, List<Count> counts, List<MetricSnapshot> totals, boolean named) {
        return of(report, counts, totals, ProcessUse.now(), named);
    }

    static MetricSnapshots of(
            NodeReport report, List<Count> counts, List<MetricSnapshot> totals, ProcessUse process, boolean named) {
        NodeMetrics metrics = new NodeMetrics(report, named);
        metrics.node();
        metrics.lines();
        metrics.phones();
        metrics.made.addAll(process(process));
        metrics.made.addAll(totals);
        metrics.counters(counts);
        return new MetricSnapshots(metrics.made);
    }

    private void node() {
        made.add(InfoSnapshot.builder()
                .name("voider")
                .help("the program")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", report.version()))
                        .build())
                .build());
        made.add(one(
                "voider_start_time_seconds",
                "when the node became ready, since 1970",
                report.startedAt().getEpochSecond()));
        Map<String, Integer> running = new LinkedHashMap<>();
        report.calls().forEach(call -> running.merge(call.state(), 1, Integer::sum));
        GaugeSnapshot.Builder calls = gauges("voider_calls", "calls that run now, by their state");
        for (String state : List.of("calling", "ringing", "answered", "held")) {
            calls.dataPoint(point(Labels.of("state", state), running.getOrDefault(state, 0)));
        }
        made.add(calls.build());
        each(
                "voider_rendezvous_connected",
                "whether the connection to a rendezvous is up",
                report.rendezvous(),
                rendezvous -> Labels.of("server", rendezvous.server()),
                rendezvous -> is(rendezvous.connected()));
    }

    private void lines() {
        if (named) {
            InfoSnapshot.Builder names =
                    InfoSnapshot.builder().name("voider_line").help("whose line it is");
            report.lines()
                    .forEach(line -> names.dataPoint(InfoDataPointSnapshot.builder()
                            .labels(Labels.of("line", number(line), "dial", line.dial(), "name", line.name()))
                            .build()));
            made.add(names.build());
        }
        StateSetSnapshot.Builder states =
                StateSetSnapshot.builder().name("voider_line_state").help("the state that a line is in");
        for (LineReport line : report.lines()) {
            StateSetDataPointSnapshot.Builder each =
                    StateSetDataPointSnapshot.builder().labels(label(line));
            for (LineState state : LineState.values()) {
                each.state(state.label(), state.label().equals(line.state()));
            }
            states.dataPoint(each.build());
        }
        made.add(states.build());
        each("voider_line_since_seconds", "since when a line is in its state, since 1970", line ->
                (double) line.since().getEpochSecond());
        each(
                "voider_line_relayed",
                "whether a line goes over a relay",
                line -> line.path() == null ? null : is(RELAYED.equals(line.path())));
        each(
                "voider_line_round_trip_seconds",
                "the last measured round trip of a line's path",
                line -> line.rttMillis() == null ? null : line.rttMillis() / MILLIS_PER_SECOND);
        each("voider_line_calls", "calls that run over a line", line -> (double) line.calls());
    }

    private void phones() {
        Function<PhoneReport, Labels> label = phone -> Labels.of("phone", Integer.toString(phone.number()));
        each(
                "voider_phone_connected",
                "whether something is plugged in",
                report.phones(),
                label,
                phone -> is(phone.connected()));
        each(
                "voider_phone_seen",
                "whether anything was heard from a phone",
                report.phones(),
                label,
                phone -> is(phone.seen()));
        each(
                "voider_phone_registered",
                "whether a phone is registered at its gateway",
                report.phones(),
                label,
                phone -> is(phone.contact() != null));
    }

    static List<MetricSnapshot> process(ProcessUse use) {
        return List.of(
                CounterSnapshot.builder()
                        .name("process_cpu_seconds")
                        .help("processor time of all threads")
                        .dataPoint(CounterDataPointSnapshot.builder()
                                .value(use.cpuSeconds())
                                .build())
                        .build(),
                one("process_resident_memory_bytes", "memory in use", use.residentBytes()),
                one("process_open_fds", "open file descriptors", use.openFiles()),
                one("process_threads", "threads", use.threads()));
    }

    /** What never happened is told as well where there is one of it only, so that a rule can be written for its first time. */
    private void counters(List<Count> counts) {
        Map<String, CounterSnapshot.Builder> families = new LinkedHashMap<>();
        for (Count count : counts) {
            Kind kind = count.kind();
            families.computeIfAbsent(
                            name(kind),
                            name -> CounterSnapshot.builder()
                                    .name(name)
                                    .help(kind.counter().meaning()))
                    .dataPoint(CounterDataPointSnapshot.builder()
                            .labels(label(kind))
                            .value((double) count.times())
                            .build());
        }
        families.values().forEach(family -> made.add(family.build()));
    }

    private static String name(Kind kind) {
        String prefix = kind.group().prefix().replace(".N", "");
        String name = prefix.isEmpty()
                ? kind.counter().label()
                : prefix + "." + kind.counter().label();
        return name(name);
    }

    /** As Prometheus has names, of one that {@code counters.md} has. */
    static String name(String counter) {
        return "voider_" + counter.replace('.', '_').replace('-', '_');
    }

    private static Labels label(Kind kind) {
        String label = kind.group() == CounterGroup.TUNNEL ? "exchange" : "line";
        return kind.which().map(which -> Labels.of(label, which)).orElse(Labels.EMPTY);
    }

    private static Labels label(LineReport line) {
        return Labels.of("line", number(line));
    }

    /** As counters have it: of {@code 10.i.s.p}, s for a friend, and x and i for an exchange. */
    static String number(LineReport line) {
        String[] octets = line.dial().split("\\.", -1);
        return line.role().equals("friend") ? octets[2] : "x" + octets[1];
    }

    private void each(String name, String help, Function<LineReport, @Nullable Double> value) {
        GaugeSnapshot.Builder gauges = gauges(name, help);
        for (LineReport line : report.lines()) {
            Double known = value.apply(line);
            if (known != null) {
                gauges.dataPoint(point(label(line), known));
            }
        }
        made.add(gauges.build());
    }

    private <T> void each(
            String name, String help, List<T> things, Function<T, Labels> label, ToDoubleFunction<T> value) {
        GaugeSnapshot.Builder gauges = gauges(name, help);
        things.forEach(thing -> gauges.dataPoint(point(label.apply(thing), value.applyAsDouble(thing))));
        made.add(gauges.build());
    }

    private static GaugeSnapshot one(String name, String help, long value) {
        return gauges(name, help).dataPoint(point(Labels.EMPTY, (double) value)).build();
    }

    private static GaugeSnapshot.Builder gauges(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static double is(boolean so) {
        return so ? 1 : 0;
    }
}
