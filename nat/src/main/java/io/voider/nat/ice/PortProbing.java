package io.voider.nat.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The other half of port prediction: tries ports of the block in which the other side has opened mappings towards us, in
 * random order, none twice, one each {@link Timing#PACE}. Our own NAT, which keeps our address, has one mapping for all of
 * them. An eighth of a large block, or {@link #MIN_PROBES}, all but surely meets one; {@link #MAX_PROBES} is the end.
 */
final class PortProbing {
    static final int MAX_PROBES = 2048;
    static final int MIN_PROBES = 512;

    private final AgentOutputs outputs;
    private final CheckList checks;
    private final Random random;
    private @Nullable Base base;
    private @Nullable InetAddress address;
    private int[] ports = {};
    private int next;
    private long nextAt = Timing.NEVER;
    private boolean waiting;

    PortProbing(AgentOutputs outputs, CheckList checks, Random random) {
        this.outputs = outputs;
        this.checks = checks;
        this.random = random;
    }

    boolean isIdle() {
        return base == null;
    }

    void begin(Base from, InetAddress to, PortRange block) {
        base = from;
        address = to;
        ports = shuffled(block);
        next = 0;
        waiting = true;
        outputs.requestPrediction();
    }

    boolean isWaiting() {
        return waiting;
    }

    void granted(long now) {
        waiting = false;
        nextAt = now;
    }

    private int[] shuffled(PortRange block) {
        int[] all = new int[block.size()];
        for (int i = 0; i < all.length; i++) {
            int other = random.nextInt(i + 1);
            all[i] = all[other];
            all[other] = block.low() + i;
        }
        return all;
    }

    /** Returns whether the last probe has been sent and nothing was met. */
    boolean timeout(long now) {
        Base from = base;
        InetAddress to = address;
        while (from != null && to != null && nextAt <= now) {
            if (next == limit()) {
                // The last answers may still be on their way, but they need no turn.
                end();
                return true;
            }
            nextAt = Math.max(nextAt, now - Timing.PACE) + Timing.PACE;
            checks.probe(now, from, new InetSocketAddress(to, ports[next++]), AgentOutputs.DEFAULT_TTL);
        }
        return false;
    }

    private int limit() {
        return Math.min(ports.length, Math.max(MIN_PROBES, Math.min(MAX_PROBES, ports.length / 8)));
    }

    void end() {
        if (base != null) {
            outputs.releasePrediction();
        }
        base = null;
        address = null;
        waiting = false;
        nextAt = Timing.NEVER;
    }

    long deadline() {
        return nextAt;
    }
}
