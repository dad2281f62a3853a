package io.voider.rtp.gate;

import io.voider.rtp.quality.RtcpWatch;
import io.voider.transport.count.Counters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The passages of all live calls. Thread-safe; time comes in as a parameter, on any monotonic clock.
 *
 * <p>A call is known by a number that its opener chose. The gate ends no call: it says which ones are {@link #silent}, and
 * whoever opened a call closes it.
 *
 * <p>Calls may share a passage: two calls of the same two phones on the same port. Each of them holds it, so that it is open
 * as long as one of them is. What passes counts for the latest of them, and keeps all of them from being silent.
 */
public final class MediaGate {
    private final GateLimits limits;
    /** One of a kind, so that the packet paths of all passages find them in the nearest cache. */
    private final Map<MediaKind, Allowance> allowances = new EnumMap<>(MediaKind.class);

    private final Map<Long, OpenCall> calls = new LinkedHashMap<>();
    private final Map<Integer, LegGate> legs = new HashMap<>();
    private final Counters<GateCounter> counters = new Counters<>(GateCounter.class);
    private int passages;

    /** A closed gate. */
    public MediaGate(GateLimits limits) {
        this.limits = limits;
        for (MediaKind kind : MediaKind.values()) {
            allowances.put(kind, limits.allowance(kind));
        }
    }

    private Allowance allowance(Passage passage) {
        return Objects.requireNonNull(allowances.get(passage.kind()));
    }

    private static final class OpenCall {
        final Map<Passage.Way, MediaFlow> flows = new LinkedHashMap<>();
        /** Closed in mid-call, kept for the call's report: the latest, as many as may be open. */
        final ArrayDeque<MediaFlow> finished = new ArrayDeque<>();

        final RtcpWatch rtcp = new RtcpWatch();
        boolean held;

        void finish(MediaFlow flow, int kept) {
            if (finished.size() == kept) {
                finished.removeFirst();
            }
            finished.addLast(flow);
        }

        CallFlows everything(long call) {
            List<MediaFlow> all = new ArrayList<>(finished);
            all.addAll(flows.values());
            return new CallFlows(call, List.copyOf(all), rtcp);
        }
    }

    /** The gate as one leg's packet path sees it. */
    public static final class LegGate {
        private volatile PassageTable table = PassageTable.EMPTY;

        private LegGate() {}

        /**
         * The open passage for a datagram, or null when it may not pass.
         *
         * @param source its source address
         * @param destination its destination address
         * @param destinationPort 0…65535
         */
        public @Nullable MediaFlow match(int source, int destination, int destinationPort) {
            return table.match(source, destination, destinationPort);
        }
    }

    /**
     * What became of a call's passages.
     *
     * @param call its number
     * @param flows those closed in mid-call first
     * @param rtcp what its RTCP told
     */
    public record CallFlows(long call, List<MediaFlow> flows, RtcpWatch rtcp) {}

    /**
     * A passage that was not opened.
     *
     * @param why as what it was counted: {@link GateCounter#REFUSED_TAKEN} while such packets go to another phone, else the one
     *     that says what is full
     */
    public record Refused(Passage passage, GateCounter why) {}

    /** The view of leg {@code leg}: the same object each time. */
    public synchronized LegGate leg(int leg) {
        return legs.computeIfAbsent(leg, unused -> new LegGate());
    }

    /**
     * Opens passages for a call, in addition to those that it has. One that is open already stays as it is, but for its
     * kind and payload types, which are taken over. What passed through a call's passages stays with it until {@link #close(long)}.
     *
     * @return those that were refused because the call, or the gate, is full, or such packets go to another phone
     */
    public synchronized List<Refused> open(long call, Collection<Passage> wanted, long nowNanos) {
        OpenCall open = calls.computeIfAbsent(call, unused -> new OpenCall());
        Set<Integer> changed = new HashSet<>();
        List<Refused> refused = new ArrayList<>();
        for (Passage passage : wanted) {
            MediaFlow flow = open.flows.get(passage.way());
            GateCounter why = flow != null ? null : whyNot(open, passage);
            if (flow != null) {
                flow.announce(passage, allowance(passage));
                changed.add(passage.fromLeg());
            } else if (why != null) {
                counters.increment(why);
                refused.add(new Refused(passage, why));
            } else {
                open.flows.put(passage.way(), flow(call, passage, open.rtcp, nowNanos));
                passages++;
                counters.increment(GateCounter.OPENED);
                changed.add(passage.fromLeg());
            }
        }
        if (open.flows.isEmpty() && open.finished.isEmpty()) {
            calls.remove(call);
        }
        publish(changed);
        return List.copyOf(refused);
    }

    private MediaFlow flow(long call, Passage passage, RtcpWatch rtcp, long nowNanos) {
        return new MediaFlow(call, passage, allowance(passage), rtcp, nowNanos);
    }

    private @Nullable GateCounter whyNot(OpenCall call, Passage passage) {
        if (call.flows.size() >= limits.passagesPerCall()) {
            return GateCounter.REFUSED_CALL_FULL;
        }
        if (passages >= limits.passages() || calls.size() > limits.passages()) {
            return GateCounter.REFUSED_GATE_FULL;
        }
        return isTaken(passage) ? GateCounter.REFUSED_TAKEN : null;
    }

    /** Whether such packets go to somebody else already: whoever has them keeps them, and they go to no second phone. */
    private boolean isTaken(Passage passage) {
        MediaFlow open = leg(passage.fromLeg()).match(passage.source(), passage.destination(), passage.port());
        return open != null && open.passage().translatedDestination() != passage.translatedDestination();
    }

    /** Makes these the call's only passages: closes what is not among them, then opens what is missing, as {@link #open}. */
    public synchronized List<Refused> replace(long call, Collection<Passage> wanted, long nowNanos) {
        Set<Passage.Way> kept = ways(wanted);
        closeWhere(call, way -> !kept.contains(way));
        return open(call, wanted, nowNanos);
    }

    /** Closes some passages of a call, which goes on. */
    public synchronized void close(long call, Collection<Passage> unwanted) {
        closeWhere(call, ways(unwanted)::contains);
    }

    private static Set<Passage.Way> ways(Collection<Passage> passages) {
        Set<Passage.Way> ways = new HashSet<>();
        passages.forEach(passage -> ways.add(passage.way()));
        return ways;
    }

    private void closeWhere(long call, Predicate<Passage.Way> unwanted) {
        OpenCall open = calls.get(call);
        if (open == null) {
            return;
        }
        List<MediaFlow> closed = new ArrayList<>();
        open.flows.values().removeIf(flow -> unwanted.test(flow.passage().way()) && closed.add(flow));
        closed.forEach(flow -> open.finish(flow, limits.passagesPerCall()));
        withdraw(closed);
    }

    /** Closes a call and gives its flows, for a last report; empty when it never had any, or was closed. */
    public synchronized Optional<CallFlows> close(long call) {
        OpenCall closed = calls.remove(call);
        if (closed == null) {
            return Optional.empty();
        }
        counters.increment(GateCounter.CLOSED_CALLS);
        withdraw(closed.flows.values());
        return Optional.of(closed.everything(call));
    }

    /** Takes flows out of their legs' tables. Who shared a passage with one of them was not silent while that one heard. */
    private void withdraw(Collection<MediaFlow> closed) {
        Set<Integer> changed = new HashSet<>();
        closed.forEach(flow -> changed.add(flow.passage().fromLeg()));
        passages -= closed.size();
        publish(changed);
        for (MediaFlow flow : closed) {
            MediaFlow heir = sharer(flow);
            if (heir != null) {
                heir.passedNotBefore(flow.lastPassedNanos());
            }
        }
    }

    /** The flow that counts what comes by this one's passage: itself, or that of a later call. */
    private @Nullable MediaFlow sharer(MediaFlow flow) {
        Passage passage = flow.passage();
        return leg(passage.fromLeg()).match(passage.source(), passage.destination(), passage.port());
    }

    /**
     * The calls that are not on hold, and of which nothing passed in any direction for longer than the limit. They stay open,
     * and are named again each time until they are closed.
     */
    public synchronized List<Long> silent(long nowNanos) {
        long limit = limits.silence().toNanos();
        List<Long> silent = new ArrayList<>();
        calls.forEach((number, call) -> {
            if (!call.held && !heardWithin(limit, call, nowNanos)) {
                silent.add(number);
            }
        });
        return silent;
    }

    private boolean heardWithin(long limit, OpenCall call, long nowNanos) {
        for (MediaFlow flow : call.flows.values()) {
            if (nowNanos - flow.lastPassedNanos() <= limit) {
                return true;
            }
            MediaFlow sharer = sharer(flow);
            if (sharer != null && nowNanos - sharer.lastPassedNanos() <= limit) {
                return true;
            }
        }
        for (MediaFlow flow : call.finished) {
            if (nowNanos - flow.lastPassedNanos() <= limit) {
                return true;
            }
        }
        return false;
    }

    /** Puts a call on hold, or takes it off: a held call is never silent, and one that was held is so only from now on. */
    public synchronized void hold(long call, boolean held, long nowNanos) {
        OpenCall open = calls.get(call);
        if (open != null) {
            open.held = held;
            open.flows.values().forEach(flow -> flow.passedNotBefore(nowNanos));
        }
    }

    private void publish(Set<Integer> changedLegs) {
        for (int leg : changedLegs) {
            List<MediaFlow> flows = new ArrayList<>();
            for (OpenCall call : calls.values()) {
                for (MediaFlow flow : call.flows.values()) {
                    if (flow.passage().fromLeg() == leg) {
                        flows.add(flow);
                    }
                }
            }
            leg(leg).table = PassageTable.of(flows);
        }
    }

    /** A call's flows; empty when it never had any, or was closed. */
    public synchronized Optional<CallFlows> flows(long call) {
        return Optional.ofNullable(calls.get(call)).map(open -> open.everything(call));
    }

    /** How many calls have, or had, a passage open and were not closed yet. */
    public synchronized int calls() {
        return calls.size();
    }

    /** How many passages are open; one that several calls hold counts for each of them. */
    public synchronized int passages() {
        return passages;
    }

    /** What was done so far. */
    public Counters<GateCounter> counters() {
        return counters;
    }
}
