package io.voider.nat.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our half of port prediction when our NAT gives each destination another port: many sockets, each opening one mapping
 * towards the other side, whose NAT keeps its address. The other side then tries ports of the block until it meets one.
 *
 * <pre>
 *   IDLE --begin--&gt; WAITING --turn granted--&gt; OPENING --block known, all open--&gt; OPEN --found, or time out--&gt; IDLE
 * </pre>
 *
 * <p>A block of 4096 ports gets 64 mappings, a larger one 256; with the samples that is below 300 mappings.
 */
final class PortOpening {
    static final int FEW = 64;
    static final int MANY = 256;
    private static final int LARGE_BLOCK = 4096;
    private static final int SAMPLES = 16;

    private enum State {
        IDLE,
        WAITING,
        OPENING,
        OPEN
    }

    private final AgentOutputs outputs;
    private final Gathering gathering;
    private final CheckList checks;
    private final List<Base> sockets = new ArrayList<>();
    private State state = State.IDLE;
    private @Nullable InetSocketAddress target;
    private @Nullable PortRange opened;
    private int expected;
    private int opening;
    private long nextAt = Timing.NEVER;
    private long endsAt = Timing.NEVER;

    PortOpening(AgentOutputs outputs, Gathering gathering, CheckList checks) {
        this.outputs = outputs;
        this.gathering = gathering;
        this.checks = checks;
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    /** Whether the next socket that is opened is ours. */
    boolean isOpening() {
        return state == State.OPENING && sockets.size() < expected;
    }

    boolean owns(Base base) {
        return sockets.contains(base);
    }

    /** The ports for the other side to probe, or null. */
    @Nullable
    PortRange opened() {
        return opened;
    }

    /** Whether mappings are being opened, or are open, towards another address than this. */
    boolean isTowardsOther(InetSocketAddress address) {
        return state != State.IDLE && !address.equals(target);
    }

    void begin(InetSocketAddress towards) {
        target = towards;
        state = State.WAITING;
        outputs.requestPrediction();
    }

    void granted(long now) {
        if (state != State.WAITING) {
            outputs.releasePrediction();
            return;
        }
        state = State.OPENING;
        endsAt = now + Timing.PREDICTION;
        nextAt = now;
        expected = FEW;
        outputs.openSockets(FEW);
    }

    void socketOpened(long now, Base socket) {
        sockets.add(socket);
        if (sockets.size() <= SAMPLES) {
            gathering.sample(now, socket);
        }
        nextAt = Math.max(now, Math.min(nextAt, now));
    }

    /** Returns whether {@link #opened} has changed. */
    boolean timeout(long now, int openingTtl) {
        InetSocketAddress towards = target;
        if (now >= endsAt) {
            return end();
        }
        if (state != State.OPENING || towards == null) {
            return false;
        }
        while (nextAt <= now && opening < sockets.size()) {
            nextAt = Math.max(nextAt, now - Timing.PACE) + Timing.PACE;
            checks.probe(now, sockets.get(opening++), towards, openingTtl);
        }
        return opening == expected && allOpen();
    }

    private boolean allOpen() {
        Set<Integer> seen = new HashSet<>();
        sockets.forEach(socket -> gathering.mapped(socket).forEach(address -> seen.add(address.getPort())));
        if (seen.isEmpty()) {
            return end();
        }
        PortRange block = PortRange.around(seen);
        if (block.size() > LARGE_BLOCK && expected == FEW) {
            expected = MANY;
            outputs.openSockets(MANY - FEW);
            return false;
        }
        state = State.OPEN;
        opened = block;
        return true;
    }

    /** Closes every socket that has not become a path. Returns whether {@link #opened} has changed. */
    boolean end() {
        boolean changed = opened != null;
        if (state != State.IDLE) {
            outputs.releasePrediction();
        }
        for (Base socket : List.copyOf(sockets)) {
            boolean used = checks.all().stream().anyMatch(pair -> pair.base.equals(socket) && pair.isValid());
            if (!used) {
                gathering.forget(socket);
                checks.forget(socket);
                outputs.closeSocket(socket);
            }
        }
        sockets.clear();
        state = State.IDLE;
        opened = null;
        opening = 0;
        nextAt = Timing.NEVER;
        endsAt = Timing.NEVER;
        return changed;
    }

    long deadline() {
        return state == State.OPENING && opening < sockets.size() ? Math.min(nextAt, endsAt) : endsAt;
    }
}
