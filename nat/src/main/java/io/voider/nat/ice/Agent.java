package io.voider.nat.ice;

import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import java.net.InetSocketAddress;
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
    private final AgentOutputs outputs;
    private final Gathering gathering;
    private final CheckList checks;
    private final PathSelection selection;
    private final LocalAddresses local;
    private final Escalation escalation;
    private final SearchSchedule search = new SearchSchedule();
    private final OfferExchange offers;
    private final IceCredentials credentials;

    private boolean started;
    private boolean hadDirect;
    private boolean everSelected;
    private List<Candidate> offered = List.of();
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
        this.local = new LocalAddresses(gathering, checks);
        this.escalation = new Escalation(outputs, gathering, checks, local, random);
        this.offers = new OfferExchange(random.nextLong() | 1);
    }

    /**
     * Begins to gather.
     *
     * @param sockets the line's WAN sockets, one per address family, with the host addresses that each has
     */
    public void start(long now, Map<Base, Set<InetSocketAddress>> sockets) {
        started = true;
        local.open(sockets);
        regather(now);
        offers.changed(now);
        publish();
    }

    /** The addresses of the machine changed: everything is gathered and checked anew, under the path in use. */
    public void addressesChanged(long now, Map<Base, Set<InetSocketAddress>> sockets) {
        local.hostsChanged(sockets);
        outputs.refreshRelays();
        restart(now);
    }

    /** A socket that {@link AgentOutputs#openSockets} asked for. */
    public void socketOpened(long now, Base socket) {
        if (escalation.takes(now, socket)) {
            return;
        }
        local.addFresh(socket);
        gathering.start(now, socket, false);
        local.pairWith(now, offers.remote());
        offers.changed(now);
    }

    /** The node's turn at port prediction is ours. */
    public void predictionGranted(long now) {
        escalation.granted(now);
    }

    /** The router says that it maps these to us; no more and no less than these from now on. */
    public void portMapped(long now, Set<InetSocketAddress> outside) {
        if (local.portMapped(outside)) {
            offers.changed(now);
        }
    }

    /** A relay lends us {@code address}. */
    public void relayAllocated(long now, Base relay, InetSocketAddress address) {
        local.relayAllocated(relay, address);
        local.pairWith(now, offers.remote());
        checks.start(now, gathering.openingTtl(), now);
        offers.changed(now);
    }

    /** A relay's allocation is no more. */
    public void relayLost(long now, Base relay) {
        if (local.relayLost(relay)) {
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
        checks.offered(offer);
        boolean newSession = before == null || before.session() != offer.session();
        boolean newGeneration = before == null || newSession || before.generation() != offer.generation();
        if (newSession) {
            checks.remote(offer.credentials());
            search.newPeer();
            escalation.forgetFreshPorts();
        }
        if (newGeneration) {
            checks.restart(now);
            local.pairWith(now, offer);
            attempt(now);
            escalation.offered(now, offer, hasDirect());
        }
        if (offers.isHeard()) {
            checks.start(now, gathering.openingTtl(), now);
        } else if (offers.isAnswered()) {
            checks.start(now, gathering.openingTtl(), offers.sentAt() + startDelay());
        } else {
            offers.reply(now);
        }
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
        if (!escalation.owns(base) && !local.candidates().equals(offered)) {
            offers.changed(now);
        }
    }

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
    public @Nullable CandidateRoute route() {
        Pair pair = selection.selected();
        return pair == null ? null : pair.route;
    }

    /** Where to send a copy of it as well, or null. */
    public @Nullable CandidateRoute copy() {
        Pair pair = selection.copy();
        return pair == null ? null : pair.route;
    }

    /** Where to send a copy that is no matter of haste: the next best path that lives, or else the one in use; null for none. */
    public @Nullable CandidateRoute reserve() {
        Pair pair = selection.living();
        return pair == null ? route() : pair.route;
    }

    /** When {@link #timeout} wants to be called next. */
    public long deadline(long now) {
        if (!started) {
            return Timing.NEVER;
        }
        long deadline = Math.min(gathering.deadline(), checks.deadline());
        deadline = Math.min(deadline, selection.deadline(now));
        deadline = Math.min(deadline, Math.min(escalation.deadline(), search.deadline()));
        deadline = Math.min(deadline, Math.max(offers.deadline(), gathering.settledAt(now)));
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
        if (escalation.timeout(now, gathering.openingTtl())) {
            offers.changed(now);
        }
        settle(now);
        if (selection.isSuspect() && !wasSuspect) {
            outputs.refreshRelays();
            restart(now);
        }
        escalation.begin(now, offers.remote(), hasDirect());
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
        if (search.isStartDue(now) || (hadDirect && !direct)) {
            restart(now);
        }
        hadDirect = direct;
        if (direct) {
            search.succeeded();
            if (escalation.succeeded()) {
                offers.changed(now);
            }
        }
    }

    private void restart(long now) {
        if (search.mayStart(now)) {
            regather(now);
            checks.restart(now);
            attempt(now);
            offers.changed(now);
        }
    }

    private void attempt(long now) {
        if (!hasDirect()) {
            search.attempt(now);
            escalation.after(now);
        }
    }

    private void regather(long now) {
        search.gathered(now);
        local.regather(now);
    }

    private void retry(long now) {
        boolean pathKnown = selection.selected() != null;
        if (search.isRetryDue(now)) {
            escalation.forgetFreshPorts();
            restart(now);
        }
        if (search.isRegatherDue(now, pathKnown)) {
            regather(now);
        }
        if (everSelected && !pathKnown) {
            everSelected = false;
            restart(now);
        }
        everSelected |= pathKnown;
    }

    private void sendOffer(long now) {
        Offer remote = offers.remote();
        offered = local.candidates();
        int generation = offers.nextGeneration();
        Offer offer = new Offer(
                offers.session(),
                generation,
                remote == null ? 0 : remote.session(),
                remote == null ? 0 : remote.generation(),
                credentials,
                (int) Math.min(0xFFFF, gathering.rttNanos() / 1_000_000),
                report(),
                escalation.opened(),
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

    /** What is known about our NAT (IPv4). */
    public NatReport report() {
        return local.report();
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
        Offer remote = offers.remote();
        Explanation explanation = new Explanation(
                report(), remote, remote == null || local.shareFamilyWith(remote), search.isAttempting(), local.port());
        PathStatus now = explanation.of(selection.selected(), selection.isSuspect(), everSelected);
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
