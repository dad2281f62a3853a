package io.voider.cli.exchange;

import io.voider.cli.report.LineChange;
import io.voider.cli.report.LineReport;
import io.voider.cli.state.ShortNumbers;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How each line is, since when and why: derived from what the rendezvous, the paths and the tunnels tell, never asked for.
 * Belongs to one thread.
 */
public final class LineBoard implements Availability {
    /**
     * What carries a line.
     *
     * @param kind {@code direct} or {@code relayed}
     * @param rttMillis the last measured round trip, or null
     * @param whyNotDirect one sentence if it is relayed, else null
     */
    public record Carrier(
            String kind,
            @Nullable Double rttMillis,
            @Nullable String whyNotDirect) {}

    private static final class Entry {
        final LineId id;
        final String name;
        boolean cutOff;
        boolean peerSeen;
        boolean peerSeenElsewhere;
        boolean tunnelUp;
        boolean silent;

        @Nullable
        Carrier carrier;

        @Nullable
        String whyNoPath;

        String tunnelReason = "";
        String whyNoRendezvous = "";
        String whyOutOfOrder = "";
        String repair = "";
        String usedTwice = "";
        LineState state = LineState.NO_PEER;
        Instant since;

        Entry(LineId id, String name, Instant since) {
            this.id = id;
            this.name = name;
            this.since = since;
        }
    }

    private final Map<LineId, Entry> entries = new LinkedHashMap<>();
    private String whyNoPhone = "";
    private ShortNumbers numbers = ShortNumbers.NONE;
    private final Clock clock;
    private final ToIntFunction<LineId> calls;
    private final Consumer<LineChange> watcher;
    private BiConsumer<LineId, String> repairs = (line, what) -> {};

    /**
     * An empty board.
     *
     * @param calls how many calls run over a line
     * @param watcher is told of each change of a line's state, and of what else there is to say of one
     */
    public LineBoard(Clock clock, ToIntFunction<LineId> calls, Consumer<LineChange> watcher) {
        this.clock = clock;
        this.calls = calls;
        this.watcher = watcher;
    }

    /** One more line. */
    public void add(LineId line, String name) {
        entries.put(line, new Entry(line, name, clock.instant()));
    }

    /** The lines' short numbers from now on. */
    public void numbers(ShortNumbers changed) {
        numbers = changed;
    }

    /** A line is no more. */
    public void remove(LineId line) {
        Entry entry = entries.get(line);
        if (entry != null) {
            entry.cutOff = true;
            settle(entry);
            entries.remove(line);
        }
    }

    /** The rendezvous saw the other node come or go. */
    public void peer(LineId line, boolean seen) {
        change(line, entry -> entry.peerSeen = seen);
    }

    /**
     * This node is connected to the rendezvous where it would see the other one, or not.
     *
     * @param whyNot one clause; empty if it is
     */
    public void rendezvous(LineId line, String whyNot) {
        change(line, entry -> entry.whyNoRendezvous = whyNot);
    }

    /** A rendezvous of the other node's own saw it come or go. That makes no path, but tells people that it runs. */
    public void peerElsewhere(LineId line, boolean seen) {
        change(line, entry -> entry.peerSeenElsewhere = seen);
    }

    /**
     * A line has a path, another path, or none.
     *
     * @param whyNoPath one sentence when there is none and it is known why
     */
    public void path(LineId line, @Nullable Carrier carrier, @Nullable String whyNoPath) {
        change(line, entry -> {
            entry.carrier = carrier;
            entry.whyNoPath = whyNoPath;
        });
    }

    /** A line's secrets are used on two machines; a clause says which has it. */
    public void usedTwice(LineId line, String what) {
        Entry entry = entries.get(line);
        if (entry != null && !what.equals(entry.usedTwice)) {
            entry.usedTwice = what;
            watcher.accept(new LineChange(report(entry), entry.state.label(), entry.since));
        }
    }

    /** What is done against loss on a line's path in a call, a clause; empty for nothing. */
    public void repair(LineId line, String what) {
        Entry entry = entries.get(line);
        if (entry != null && !what.equals(entry.repair)) {
            entry.repair = what;
            repairs.accept(line, what);
        }
    }

    /** Has somebody told of each {@link #repair}. */
    public void onRepair(BiConsumer<LineId, String> listener) {
        repairs = listener;
    }

    /** A line's tunnel came up or went down. */
    public void tunnel(LineId line, boolean up, String reason) {
        change(line, entry -> {
            entry.tunnelUp = up;
            entry.tunnelReason = reason;
        });
    }

    /** Whether nothing comes through a line's tunnel although it is up and there is a path. */
    public void silent(LineId line, boolean silent) {
        change(line, entry -> entry.silent = silent);
    }

    /**
     * A line could not be set up, until it is {@linkplain #add added} anew.
     *
     * @param why one sentence: what failed, and what to do
     */
    public void outOfOrder(LineId line, String why) {
        change(line, entry -> entry.whyOutOfOrder = why);
    }

    /** Why no phone of this home can be called from now on; empty if they can. */
    public void phones(String whyNot) {
        whyNoPhone = whyNot;
    }

    @Override
    public String whyNoPhone() {
        return whyNoPhone;
    }

    /** What a line's other end is called; empty for a line that is not there. */
    public String name(LineId line) {
        Entry entry = entries.get(line);
        return entry == null ? "" : entry.name;
    }

    /** Where a line stands, or null if it is not there. */
    public @Nullable LineState state(LineId line) {
        Entry entry = entries.get(line);
        return entry == null ? null : entry.state;
    }

    @Override
    public String whyUnavailable(LineId line) {
        if (line.equals(LineId.HOME)) {
            return "";
        }
        Entry entry = entries.get(line);
        if (entry == null) {
            return "No such line";
        }
        return switch (entry.state) {
            case UP -> "";
            case NO_PEER ->
                entry.whyNoRendezvous.isEmpty() ? entry.name + " is not there" : "My node cannot reach the rendezvous";
            case FINDING -> "Looking for a way to " + entry.name;
            case CONNECTING -> "Connecting to " + entry.name;
            case FAILING -> "The line to " + entry.name + " is interrupted";
            case OUT_OF_ORDER -> "The line to " + entry.name + " is out of order";
            case CUT_OFF -> entry.name + " was cut off";
        };
    }

    /** The phone book. */
    public List<LineReport> reports() {
        List<LineReport> reports = new ArrayList<>();
        entries.values().forEach(entry -> reports.add(report(entry)));
        return reports;
    }

    /** The phone book in a few words: {@code 1 of 2 lines is up}. */
    public String summary() {
        long up = entries.values().stream()
                .filter(entry -> entry.state == LineState.UP)
                .count();
        return entries.isEmpty()
                ? "no lines yet"
                : up + " of " + entries.size() + (entries.size() == 1 ? " line " : " lines ")
                        + (up == 1 || entries.size() == 1 ? "is" : "are") + " up";
    }

    private void change(LineId line, Consumer<Entry> change) {
        Entry entry = entries.get(line);
        if (entry != null) {
            change.accept(entry);
            settle(entry);
        }
    }

    private void settle(Entry entry) {
        LineState state = LineState.of(
                entry.cutOff,
                !entry.whyOutOfOrder.isEmpty(),
                entry.carrier != null,
                LineState.Tunnel.of(entry.tunnelUp, entry.silent),
                entry.peerSeen);
        if (state != entry.state) {
            LineState before = entry.state;
            Instant beforeSince = entry.since;
            entry.state = state;
            entry.since = clock.instant();
            watcher.accept(new LineChange(report(entry), before.label(), beforeSince));
        }
    }

    private LineReport report(Entry entry) {
        Carrier carrier = entry.carrier;
        return new LineReport(
                entry.id.toString(),
                numbers.of(entry.id.exchange(), entry.id.subscriber()),
                entry.name,
                entry.id.exchange() == 1 ? "friend" : "exchange",
                entry.state.label(),
                entry.since,
                why(entry),
                carrier == null ? null : carrier.kind,
                carrier == null ? null : carrier.rttMillis,
                carrier == null ? entry.whyNoPath : carrier.whyNotDirect,
                calls.applyAsInt(entry.id));
    }

    private static String whyNoPeer(Entry entry) {
        if (!entry.usedTwice.isEmpty()) {
            return entry.usedTwice;
        }
        if (!entry.whyNoRendezvous.isEmpty()) {
            return "this node is not connected to the rendezvous where it would see " + entry.name + "'s: "
                    + entry.whyNoRendezvous;
        }
        return entry.peerSeenElsewhere
                ? entry.name + "'s node runs, but is not connected to this exchange's rendezvous"
                : entry.name + "'s node is not connected to the rendezvous";
    }

    private static String whyConnecting(Entry entry) {
        if (entry.tunnelUp) {
            return "there is a path to " + entry.name + ", but nothing comes back through the tunnel";
        }
        return entry.tunnelReason.isEmpty() ? "setting up the tunnel" : entry.tunnelReason;
    }

    private static String why(Entry entry) {
        return switch (entry.state) {
            case NO_PEER -> whyNoPeer(entry);
            case FINDING -> Objects.requireNonNullElse(entry.whyNoPath, "looking for a way to " + entry.name);
            case CONNECTING -> whyConnecting(entry);
            case UP ->
                Stream.of(entry.usedTwice, entry.repair)
                        .filter(each -> !each.isEmpty())
                        .collect(Collectors.joining("; "));
            case FAILING -> Objects.requireNonNullElse(entry.whyNoPath, "the path broke, another is looked for");
            case OUT_OF_ORDER -> entry.whyOutOfOrder;
            case CUT_OFF -> "cut off";
        };
    }
}
