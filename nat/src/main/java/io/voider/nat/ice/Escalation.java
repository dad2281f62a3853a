package io.voider.nat.ice;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Harder means, when an attempt has no direct path after {@link Timing#ESCALATE}: a fresh port where neither side's NAT is
 * symmetric, port prediction where one is. Two symmetric sides, and those that let no UDP out, are spared both.
 */
final class Escalation {
    private static final int MAX_FRESH_PORTS = 2;

    private final AgentOutputs outputs;
    private final CheckList checks;
    private final LocalAddresses local;
    private final PortOpening opening;
    private final PortProbing probing;
    private long dueAt = Timing.NEVER;
    private int freshPorts;

    Escalation(AgentOutputs outputs, Gathering gathering, CheckList checks, LocalAddresses local, Random random) {
        this.outputs = outputs;
        this.checks = checks;
        this.local = local;
        this.opening = new PortOpening(outputs, gathering, checks);
        this.probing = new PortProbing(outputs, checks, random);
    }

    /** An attempt begins. */
    void after(long now) {
        dueAt = now + Timing.ESCALATE;
    }

    /** Fresh ports may be opened again, as many as at first. */
    void forgetFreshPorts() {
        freshPorts = 0;
    }

    /** Whether the socket that was opened is one of those for port prediction, which it then has. */
    boolean takes(long now, Base socket) {
        if (!opening.isOpening()) {
            return false;
        }
        opening.socketOpened(now, socket);
        return true;
    }

    boolean owns(Base base) {
        return opening.owns(base);
    }

    /** The ports for the other side to probe, or null. */
    @Nullable
    PortRange opened() {
        return opening.opened();
    }

    /** The node's turn at port prediction is ours. */
    void granted(long now) {
        if (probing.isWaiting()) {
            probing.granted(now);
        } else {
            opening.granted(now);
        }
    }

    /** The other side offers something new. */
    void offered(long now, Offer offer, boolean hasDirect) {
        probeIfAsked(offer, hasDirect);
        followFreshPort(now, offer);
    }

    private void probeIfAsked(Offer offer, boolean hasDirect) {
        PortRange block = offer.opened();
        if (block == null) {
            probing.end();
            return;
        }
        Base base = local.newest();
        if (base == null || !probing.isIdle() || hasDirect || local.report().symmetric()) {
            return;
        }
        offer.candidates().stream()
                .filter(candidate ->
                        candidate.kind() == CandidateKind.SERVER_REFLEXIVE && base.reaches(candidate.address()))
                .findFirst()
                .ifPresent(candidate -> probing.begin(base, candidate.address().getAddress(), block));
    }

    /** The other side has moved to a fresh port: what we have opened leads nowhere, and is opened towards that one. */
    private void followFreshPort(long now, Offer offer) {
        InetSocketAddress target = outsideAddress(offer);
        if (target != null && opening.isTowardsOther(target)) {
            opening.end();
            dueAt = now;
        }
    }

    /** Goes on with what is under way; returns whether {@link #opened} has changed. */
    boolean timeout(long now, int openingTtl) {
        boolean changed = opening.timeout(now, openingTtl);
        if (probing.timeout(now)) {
            openFreshPort(now);
        }
        return changed;
    }

    /** Begins with what is due. */
    void begin(long now, @Nullable Offer remote, boolean hasDirect) {
        if (now < dueAt) {
            return;
        }
        dueAt = Timing.NEVER;
        if (remote == null || hasDirect) {
            return;
        }
        NatReport mine = local.report();
        boolean blocked = mine.mapping() == NatReport.Mapping.UDP_BLOCKED
                || remote.nat().mapping() == NatReport.Mapping.UDP_BLOCKED;
        if (blocked || (mine.symmetric() && remote.nat().symmetric())) {
            return;
        }
        if (mine.symmetric()) {
            InetSocketAddress target = outsideAddress(remote);
            if (target != null && opening.isIdle()) {
                opening.begin(target);
            }
        } else if (!remote.nat().symmetric()) {
            openFreshPort(now);
        }
    }

    /**
     * Our router may have let a packet of the other side claim our port. All that we send from there then leaves from
     * another one; a port that nobody has seen yet is clean.
     */
    private void openFreshPort(long now) {
        if (freshPorts < MAX_FRESH_PORTS) {
            freshPorts++;
            dueAt = now + 2 * Timing.ESCALATE;
            outputs.openSockets(1);
        }
    }

    /** A direct path has been found: keeps the socket that it uses. Returns whether {@link #opened} has changed. */
    boolean succeeded() {
        dueAt = Timing.NEVER;
        freshPorts = 0;
        probing.end();
        if (opening.isIdle()) {
            return false;
        }
        checks.valid().stream().map(pair -> pair.base).filter(opening::owns).forEach(local::addFresh);
        return opening.end();
    }

    /** The one IPv4 address under which a side whose NAT, if any, keeps its address is seen from everywhere. */
    private static @Nullable InetSocketAddress outsideAddress(Offer remote) {
        return remote.candidates().stream()
                .filter(candidate -> candidate.kind() == CandidateKind.SERVER_REFLEXIVE
                        || (candidate.kind() == CandidateKind.HOST
                                && remote.nat().mapping() == NatReport.Mapping.NONE))
                .map(Candidate::address)
                .filter(address -> address.getAddress() instanceof Inet4Address)
                .findFirst()
                .orElse(null);
    }

    long deadline() {
        return Math.min(dueAt, Math.min(opening.deadline(), probing.deadline()));
    }
}
