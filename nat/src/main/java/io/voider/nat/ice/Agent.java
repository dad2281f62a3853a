package io.voider.nat.ice;

import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One side of the search for a path, and of keeping it. See the package for the picture. After every call the owner asks
 * {@link #deadline} and calls {@link #timeout} then.
 */
public final class Agent {
    private static final int MAX_FRESH_PORTS = 2;

    private final AgentOutputs outputs;
    private final Gathering gathering;
    private final CheckList checks;
    private final PathSelection selection;
    private final PortOpening opening;
    private final PortProbing probing;
    private final OfferExchange offers;
    private final IceCredentials credentials;

    private final List<Base> mains = new ArrayList<>();
    private final List<Base> fresh = new ArrayList<>();
    private final Map<Base, InetSocketAddress> relayed = new LinkedHashMap<>();
    private final Map<Base, Set<InetSocketAddress>> hosts = new LinkedHashMap<>();
    private final Set<InetSocketAddress> portMapped = new HashSet<>();

    private boolean started;
    private long escalateAt = Timing.NEVER;
    private long retryAt = Timing.NEVER;
    private long retryAfter = Timing.RETRY;
    private long restartedAt = -Timing.NEVER;
    private long restartAt = Timing.NEVER;
    private boolean hadDirect;
    private long regatherAt = Timing.NEVER;
    private long attemptEndsAt = Timing.NEVER;
    private int freshPorts;
    private boolean everSelected;
    private @Nullable PathStatus status;

    /**
     * @param servers the STUN endpoints to ask; two at least tell a symmetric NAT from another
     * @param random must be unpredictable: it makes the passwords
     */
    public Agent(List<StunServer> servers, AgentOutputs outputs, Random random) {
        this.outputs = outputs;
        this.credentials = IceCredentials.next(random);
        this.gathering = new Gathering(servers, outputs, random);
        this.checks = new CheckList(outputs, random, credentials);
        this.selection = new PathSelection(checks, random);
        this.opening = new PortOpening(outputs, gathering, checks);
        this.probing = new PortProbing(outputs, checks, random);
        this.offers = new OfferExchange(random.nextLong() | 1);
    }

    /**
     * Begins to gather.
     *
     * @param sockets the line's WAN sockets, one per address family, with the host addresses that each has
     */
    public void start(long now, Map<Base, Set<InetSocketAddress>> sockets) {
        started = true;
        mains.addAll(sockets.keySet());
        hosts.putAll(sockets);
        regather(now);
        offers.changed(now);
        publish();
    }

    /** The addresses of the machine changed: everything is gathered and checked anew, under the path in use. */
    public void addressesChanged(long now, Map<Base, Set<InetSocketAddress>> sockets) {
        hosts.keySet().removeAll(mains);
        hosts.putAll(sockets);
        outputs.refreshRelays();
        restart(now);
    }

    /** A socket that {@link AgentOutputs#openSockets} asked for. */
    public void socketOpened(long now, Base socket) {
        if (opening.isOpening()) {
            opening.socketOpened(now, socket);
            return;
        }
        fresh.add(socket);
        gathering.start(now, socket, false);
        pairWithRemote(now);
        offers.changed(now);
    }

    /** The node's turn at port prediction is ours. */
    public void predictionGranted(long now) {
        if (probing.isWaiting()) {
            probing.granted(now);
        } else {
            opening.granted(now);
        }
    }

    /** The router says that it maps these to us; no more and no less than these from now on. */
    public void portMapped(long now, Set<InetSocketAddress> outside) {
        if (!portMapped.equals(outside)) {
            portMapped.clear();
            portMapped.addAll(outside);
            offers.changed(now);
        }
    }

    /** A relay lends us {@code address}. */
    public void relayAllocated(long now, Base relay, InetSocketAddress address) {
        relayed.put(relay, address);
        pairWithRemote(now);
        checks.start(now, gathering.openingTtl(), now);
        offers.changed(now);
    }

    /** A relay's allocation is no more. */
    public void relayLost(long now, Base relay) {
        if (relayed.remove(relay) != null) {
            checks.forget(relay).forEach(selection::forget);
            offers.changed(now);
        }
    }

    /** In a call, silence is noticed within {@code 400 ms}. */
    public void inCall(long now, boolean value) {
        selection.inCall(now, value);
    }

    /** The other side may have come back: have it offered again. */
    public void offerAgain(long now) {
        offers.again(now);
    }

    /**
     * An offer of the other side, opened and found genuine.
     *
     * @throws OfferException if it is none; nothing has changed then
     */
    public void remoteOffer(long now, byte[] bytes) throws OfferException {
        Offer offer = Offer.decode(bytes);
        Offer before = offers.remote();
        if (!offers.accept(offer)) {
            return;
        }
        boolean newSession = before == null || before.session() != offer.session();
        boolean newGeneration = before == null || newSession || before.generation() != offer.generation();
        if (newSession) {
            checks.remote(offer.credentials());
            retryAfter = Timing.RETRY;
            freshPorts = 0;
        }
        if (newGeneration) {
            checks.restart(now);
            pairWithRemote(now);
            attempt(now);
            probeIfAsked(offer);
            followFreshPort(now, offer);
        }
        if (offers.isHeard()) {
            checks.start(now, gathering.openingTtl(), now);
        } else if (offers.isAnswered()) {
            checks.start(now, gathering.openingTtl(), offers.sentAt() + startDelay());
        } else {
            offers.reply(now);
        }
    }

    private void probeIfAsked(Offer offer) {
        PortRange block = offer.opened();
        if (block == null) {
            probing.end();
            return;
        }
        Base main = fresh.isEmpty() ? main() : fresh.get(fresh.size() - 1);
        if (main == null || !probing.isIdle() || hasDirect() || report().symmetric()) {
            return;
        }
        offer.candidates().stream()
                .filter(candidate ->
                        candidate.kind() == CandidateKind.SERVER_REFLEXIVE && main.reaches(candidate.address()))
                .findFirst()
                .ifPresent(candidate -> probing.begin(main, candidate.address().getAddress(), block));
    }

    /** A STUN message that came to {@code base}; false if it meant nothing to this agent. */
    public boolean receive(long now, Base base, InetSocketAddress from, StunMessage message) {
        if (message.method() != StunMethod.BINDING) {
            return false;
        }
        if (message.messageClass() == StunClass.REQUEST) {
            Pair pair = checks.answer(now, base, from, message);
            if (pair == null) {
                return false;
            }
            if (message.has(StunAttribute.USE_CANDIDATE)) {
                pair.wantedUntil = now + Timing.DOUBLE_ON_REQUEST;
            }
            return true;
        }
        if (gathering.receive(now, from, message)) {
            gathered(now, base);
            return true;
        }
        Pair pair = checks.answered(now, base, from, message);
        if (pair != null) {
            selection.answered(now, pair);
        }
        return pair != null;
    }

    private void gathered(long now, Base base) {
        if (!opening.owns(base)) {
            List<Candidate> candidates = candidates();
            if (!candidates.equals(offered)) {
                offers.changed(now);
            }
        }
    }

    private List<Candidate> offered = List.of();

    /** A tunnel datagram came; false if it did not come from where the other side has shown to be. */
    public boolean data(long now, Base base, InetSocketAddress from) {
        Pair pair = checks.find(base, from);
        if (pair == null || !pair.admitted) {
            return false;
        }
        pair.heard(now);
        return true;
    }

    /** Where to send a tunnel datagram; null while there is no path. */
    public @Nullable Route route() {
        Pair pair = selection.selected();
        return pair == null ? null : pair.route;
    }

    /** Where to send a copy of it as well, or null. */
    public @Nullable Route copy() {
        Pair pair = selection.copy();
        return pair == null ? null : pair.route;
    }

    /** When {@link #timeout} wants to be called next. */
    public long deadline(long now) {
        if (!started) {
            return Timing.NEVER;
        }
        long deadline = Math.min(gathering.deadline(), checks.deadline());
        deadline = Math.min(deadline, selection.deadline(now));
        deadline = Math.min(deadline, Math.min(opening.deadline(), probing.deadline()));
        deadline = Math.min(deadline, Math.max(offers.deadline(), gathering.settledAt(now)));
        deadline = Math.min(
                deadline,
                Math.min(Math.min(escalateAt, attemptEndsAt), Math.min(restartAt, Math.min(retryAt, regatherAt))));
        return Math.max(now, deadline);
    }

    /** Does what is due. */
    public void timeout(long now) {
        if (!started) {
            return;
        }
        gathering.timeout(now);
        boolean wasSuspect = selection.isSuspect();
        selection.timeout(now);
        checks.timeout(now);
        if (opening.timeout(now, gathering.openingTtl())) {
            offers.changed(now);
        }
        if (probing.timeout(now)) {
            openFreshPort(now);
        }
        settle(now);
        if (selection.isSuspect() && !wasSuspect) {
            outputs.refreshRelays();
            restart(now);
        }
        escalate(now);
        retry(now);
        offers.timeout(now, selection.selected() != null);
        if (offers.isDue(now) && gathering.settledAt(now) <= now) {
            sendOffer(now);
        }
        publish();
    }

    /** A direct path ends every harder means. */
    private void settle(long now) {
        boolean direct = hasDirect();
        if (now >= restartAt || (hadDirect && !direct)) {
            restart(now);
        }
        hadDirect = direct;
        if (!direct) {
            return;
        }
        probing.end();
        if (!opening.isIdle()) {
            adoptOpened();
            if (opening.end()) {
                offers.changed(now);
            }
        }
        escalateAt = Timing.NEVER;
        retryAt = Timing.NEVER;
        attemptEndsAt = Timing.NEVER;
        retryAfter = Timing.RETRY;
        freshPorts = 0;
    }

    private void adoptOpened() {
        checks.valid().stream().map(pair -> pair.base).filter(opening::owns).forEach(fresh::add);
    }

    private void restart(long now) {
        if (now - restartedAt < Timing.RESTART_GAP) {
            restartAt = restartedAt + Timing.RESTART_GAP;
            return;
        }
        restartAt = Timing.NEVER;
        restartedAt = now;
        regather(now);
        checks.restart(now);
        attempt(now);
        offers.changed(now);
    }

    private void attempt(long now) {
        if (!hasDirect()) {
            escalateAt = now + Timing.ESCALATE;
            attemptEndsAt = now + Timing.ATTEMPT;
            retryAt = Timing.NEVER;
        }
    }

    private void regather(long now) {
        regatherAt = now + Timing.REGATHER;
        for (Base base : mains) {
            gathering.start(now, base, true);
        }
        for (Base base : fresh) {
            gathering.start(now, base, false);
        }
    }

    private void escalate(long now) {
        Offer remote = offers.remote();
        if (now < escalateAt) {
            return;
        }
        escalateAt = Timing.NEVER;
        if (remote == null) {
            return;
        }
        NatReport mine = report();
        boolean blocked = mine.mapping() == NatReport.Mapping.UDP_BLOCKED
                || remote.nat().mapping() == NatReport.Mapping.UDP_BLOCKED;
        if (blocked || hasDirect() || (mine.symmetric() && remote.nat().symmetric())) {
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
            escalateAt = now + 2 * Timing.ESCALATE;
            outputs.openSockets(1);
        }
    }

    /** The other side has moved to a fresh port: what we have opened leads nowhere, and is opened towards that one. */
    private void followFreshPort(long now, Offer offer) {
        InetSocketAddress target = outsideAddress(offer);
        if (target != null && opening.isTowardsOther(target)) {
            opening.end();
            escalateAt = now;
        }
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

    private void retry(long now) {
        if (now >= attemptEndsAt) {
            attemptEndsAt = Timing.NEVER;
            retryAt = now + retryAfter;
            retryAfter = Math.min(2 * retryAfter, Timing.RETRY_MAX);
        }
        if (now >= retryAt) {
            retryAt = Timing.NEVER;
            freshPorts = 0;
            restart(now);
        }
        if (now >= regatherAt) {
            if (selection.selected() == null) {
                regather(now);
            } else {
                regatherAt = Timing.NEVER;
            }
        }
        if (everSelected && selection.selected() == null) {
            everSelected = false;
            restart(now);
        }
        everSelected |= selection.selected() != null;
    }

    private void sendOffer(long now) {
        Offer remote = offers.remote();
        offered = candidates();
        int generation = offers.nextGeneration();
        Offer offer = new Offer(
                offers.session(),
                generation,
                remote == null ? 0 : remote.session(),
                remote == null ? 0 : remote.generation(),
                credentials,
                (int) Math.min(0xFFFF, gathering.rttNanos() / 1_000_000),
                report(),
                opening.opened(),
                offered);
        offers.sent(now);
        if (remote != null) {
            long checksFrom = offers.isHeard() ? now : now + startDelay();
            checks.start(now, gathering.openingTtl(), checksFrom);
        }
        outputs.offer(offer.encode());
    }

    /** One way through the rendezvous, from the round trips that both sides have measured. */
    private long startDelay() {
        Offer remote = offers.remote();
        long theirs = remote == null ? 0 : remote.rttMillis() * 1_000_000L;
        return Math.min(Timing.START_DELAY_MAX, (gathering.rttNanos() + theirs) / 2 + Timing.START_MARGIN);
    }

    private List<Candidate> candidates() {
        Map<InetSocketAddress, Candidate> all = new LinkedHashMap<>();
        hosts.values().forEach(some -> some.forEach(address -> put(all, CandidateKind.HOST, address)));
        for (Base base : bases()) {
            gathering.mapped(base).forEach(address -> put(all, CandidateKind.SERVER_REFLEXIVE, address));
        }
        portMapped.forEach(address -> put(all, CandidateKind.PORT_MAPPED, address));
        relayed.values().forEach(address -> put(all, CandidateKind.RELAYED, address));
        return all.values().stream().limit(Offer.MAX_CANDIDATES).toList();
    }

    private static void put(Map<InetSocketAddress, Candidate> all, CandidateKind kind, InetSocketAddress address) {
        if (Offer.isReachable(address)) {
            all.putIfAbsent(address, new Candidate(kind, address));
        }
    }

    private List<Base> bases() {
        // The newest first: it is the one to aim at.
        List<Base> bases = new ArrayList<>(fresh);
        Collections.reverse(bases);
        bases.addAll(mains);
        return bases;
    }

    private void pairWithRemote(long now) {
        Offer remote = offers.remote();
        if (remote == null) {
            return;
        }
        for (Candidate candidate : remote.candidates()) {
            mains.forEach(base -> checks.pair(now, base, candidate.address(), candidate.kind()));
            if (candidate.kind() != CandidateKind.HOST) {
                fresh.forEach(base -> checks.pair(now, base, candidate.address(), candidate.kind()));
            }
            if (!candidate.address().getAddress().isSiteLocalAddress()) {
                relayed.keySet().forEach(base -> checks.pair(now, base, candidate.address(), candidate.kind()));
            }
        }
    }

    private @Nullable Base main() {
        return mains.stream()
                .filter(base -> base.kind() == Base.Kind.IPV4)
                .findFirst()
                .orElse(null);
    }

    /** What is known about our NAT (IPv4). */
    public NatReport report() {
        Base main = main();
        return main == null ? NatReport.UNKNOWN : gathering.report(main, hosts.getOrDefault(main, Set.of()));
    }

    private boolean hasDirect() {
        for (Pair pair : checks.all()) {
            if (pair.isValid() && pair.isDirect()) {
                return true;
            }
        }
        return false;
    }

    private void publish() {
        PathStatus now = Explanation.of(
                selection.selected(), selection.isSuspect(), everSelected, report(), offers.remote(), attemptEndsAt);
        PathStatus before = status;
        boolean sameRtt = before != null && Math.abs(before.rttNanos() - now.rttNanos()) <= before.rttNanos() / 4;
        if (before == null
                || before.state() != now.state()
                || !before.explanation().equals(now.explanation())
                || !sameRtt) {
            status = now;
            outputs.status(now);
        }
    }
}
