package io.voider.rtp.gate;

import io.voider.rtp.quality.RtcpWatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pinholes of all live calls. Thread-safe; time comes in as a parameter, on any monotonic clock.
 *
 * <p>A call is known by a name that its opener chose. When two calls open the same passage, it is that of the later call
 * until that closes; then it is the earlier one's again.
 */
public final class MediaGate {
    private final GateLimits limits;
    private final Map<String, OpenCall> calls = new LinkedHashMap<>();
    private final Map<Integer, LegGate> legs = new HashMap<>();
    private int pinholes;
    private long opened;
    private long refusedCallFull;
    private long refusedGateFull;
    private long closedByEnd;
    private long closedBySilence;
    private long closedByCutOff;

    /** A closed gate. */
    public MediaGate(GateLimits limits) {
        this.limits = limits;
    }

    private static final class OpenCall {
        final Map<Pinhole.Passage, MediaFlow> flows = new LinkedHashMap<>();
        /** Closed in mid-call, kept for the call's report: the latest, as many as may be open. */
        final ArrayDeque<MediaFlow> finished = new ArrayDeque<>();

        final RtcpWatch rtcp = new RtcpWatch();
        boolean held;

        long lastPassedNanos(long nowNanos) {
            return Stream.concat(flows.values().stream(), finished.stream())
                    .mapToLong(flow -> flow.lastPassedNanos() - nowNanos)
                    .max()
                    .orElse(0);
        }

        void finish(MediaFlow flow, int kept) {
            if (finished.size() == kept) {
                finished.removeFirst();
            }
            finished.addLast(flow);
        }

        CallFlows everything(String name) {
            List<MediaFlow> all = new ArrayList<>(finished);
            all.addAll(flows.values());
            return new CallFlows(name, List.copyOf(all), rtcp);
        }
    }

    /** The gate as one leg's packet path sees it. */
    public static final class LegGate {
        private volatile PinholeTable table = PinholeTable.EMPTY;

        private LegGate() {}

        /**
         * The open pinhole for a datagram, or null when it may not pass.
         *
         * @param source its source address
         * @param destination its destination address
         * @param destinationPort 0…65535
         */
        public @Nullable MediaFlow match(int source, int destination, int destinationPort) {
            return table.match(source, destination, destinationPort);
        }
    }

    /** A call's flows, those closed in mid-call first, and what its RTCP told. */
    public record CallFlows(String call, List<MediaFlow> flows, RtcpWatch rtcp) {}

    /** The view of leg {@code leg}: the same object each time. */
    public synchronized LegGate leg(int leg) {
        return legs.computeIfAbsent(leg, unused -> new LegGate());
    }

    /**
     * Opens pinholes for a call, in addition to those that it has. One that is open already stays as it is, but for its
     * payload types, which are taken over. What a call has had stays with it until {@link #close(String)}, or until
     * silence or a cut-off closes it.
     *
     * @return how many were refused because the call, or the gate, is full
     */
    public synchronized int open(String call, Collection<Pinhole> wanted, long nowNanos) {
        OpenCall open = calls.computeIfAbsent(call, unused -> new OpenCall());
        Set<Integer> changed = new HashSet<>();
        int refused = 0;
        for (Pinhole pinhole : wanted) {
            MediaFlow flow = open.flows.get(pinhole.passage());
            if (flow != null) {
                flow.announce(pinhole);
            } else if (full(open)) {
                refused++;
            } else {
                open.flows.put(pinhole.passage(), new MediaFlow(call, pinhole, open.rtcp, nowNanos));
                pinholes++;
                opened++;
                changed.add(pinhole.fromLeg());
            }
        }
        dropIfEmpty(call, open);
        publish(changed);
        return refused;
    }

    private boolean full(OpenCall call) {
        if (call.flows.size() >= limits.pinholesPerCall()) {
            refusedCallFull++;
            return true;
        }
        if (pinholes >= limits.pinholes() || calls.size() > limits.pinholes()) {
            refusedGateFull++;
            return true;
        }
        return false;
    }

    /** Makes these the call's only pinholes: closes what is not among them, then opens what is missing, as {@link #open}. */
    public synchronized int replace(String call, Collection<Pinhole> wanted, long nowNanos) {
        Set<Pinhole.Passage> kept = new HashSet<>();
        wanted.forEach(pinhole -> kept.add(pinhole.passage()));
        closeWhere(call, passage -> !kept.contains(passage));
        return open(call, wanted, nowNanos);
    }

    /** Closes some pinholes of a call, which goes on. */
    public synchronized void close(String call, Collection<Pinhole> unwanted) {
        Set<Pinhole.Passage> closing = new HashSet<>();
        unwanted.forEach(pinhole -> closing.add(pinhole.passage()));
        closeWhere(call, closing::contains);
    }

    private void closeWhere(String call, Predicate<Pinhole.Passage> unwanted) {
        OpenCall open = calls.get(call);
        if (open == null) {
            return;
        }
        Set<Integer> changed = new HashSet<>();
        open.flows.values().removeIf(flow -> {
            Pinhole.Passage passage = flow.pinhole().passage();
            if (!unwanted.test(passage)) {
                return false;
            }
            pinholes--;
            open.finish(flow, limits.pinholesPerCall());
            changed.add(passage.fromLeg());
            return true;
        });
        publish(changed);
    }

    private void dropIfEmpty(String call, OpenCall open) {
        if (open.flows.isEmpty() && open.finished.isEmpty()) {
            calls.remove(call);
        }
    }

    /** Closes a call that ended or failed, and gives its flows for a last report; empty when it had none. */
    public synchronized Optional<CallFlows> close(String call) {
        Optional<CallFlows> closed = remove(call);
        if (closed.isPresent()) {
            closedByEnd++;
        }
        return closed;
    }

    /** Closes every call that runs over a line. */
    public synchronized List<CallFlows> cutOff(int line) {
        List<CallFlows> closed =
                removeWhere(call -> call.flows.keySet().stream().anyMatch(passage -> passage.line() == line));
        closedByCutOff += closed.size();
        return closed;
    }

    /** Closes every call that is silent in all directions, and not on hold, for longer than the limit. */
    public synchronized List<CallFlows> closeSilent(long nowNanos) {
        long oldest = -limits.silence().toNanos();
        List<CallFlows> closed = removeWhere(call -> !call.held && call.lastPassedNanos(nowNanos) < oldest);
        closedBySilence += closed.size();
        return closed;
    }

    private List<CallFlows> removeWhere(Predicate<OpenCall> unwanted) {
        List<String> names = new ArrayList<>();
        calls.forEach((name, call) -> {
            if (unwanted.test(call)) {
                names.add(name);
            }
        });
        List<CallFlows> removed = new ArrayList<>();
        names.forEach(name -> remove(name).ifPresent(removed::add));
        return removed;
    }

    private Optional<CallFlows> remove(String name) {
        OpenCall call = calls.remove(name);
        if (call == null) {
            return Optional.empty();
        }
        Set<Integer> changed = new HashSet<>();
        call.flows.keySet().forEach(passage -> changed.add(passage.fromLeg()));
        pinholes -= call.flows.size();
        publish(changed);
        return Optional.of(call.everything(name));
    }

    /** Puts a call on hold, or takes it off. A held call is not closed by silence. */
    public synchronized void hold(String call, boolean held) {
        OpenCall open = calls.get(call);
        if (open != null) {
            open.held = held;
        }
    }

    private void publish(Set<Integer> changedLegs) {
        for (int leg : changedLegs) {
            List<MediaFlow> flows = new ArrayList<>();
            for (OpenCall call : calls.values()) {
                for (MediaFlow flow : call.flows.values()) {
                    if (flow.pinhole().fromLeg() == leg) {
                        flows.add(flow);
                    }
                }
            }
            leg(leg).table = PinholeTable.of(flows);
        }
    }

    /** A call's flows; empty when it never had any, or was closed. */
    public synchronized Optional<CallFlows> flows(String call) {
        return Optional.ofNullable(calls.get(call)).map(open -> open.everything(call));
    }

    /** What is open, and what was done so far. */
    public synchronized GateStatistics statistics() {
        return new GateStatistics(
                calls.size(),
                pinholes,
                opened,
                refusedCallFull,
                refusedGateFull,
                closedByEnd,
                closedBySilence,
                closedByCutOff);
    }
}
