package io.voider.nat.ice;

import io.voider.nat.repair.ArrivalCount;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunTransaction;
import io.voider.nat.stun.StunTransactions;
import io.voider.nat.stun.StunWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The pairs, and the checks that are under way. At most {@link #MAX_PAIRS} pairs: when full, a failed one makes room, and
 * if there is none the newcomer is refused.
 */
final class CheckList {
    static final int MAX_PAIRS = 64;
    private static final int MAX_OPEN_CHECKS = 4096;

    private record Key(Base base, InetSocketAddress remote) {}

    private record Check(Base base, InetSocketAddress remote, int ttl) {}

    private final AgentOutputs outputs;
    private final IceCredentials local;
    private final Map<Key, Pair> pairs = new LinkedHashMap<>();
    private final StunTransactions<Check> transactions;
    private @Nullable IceCredentials remote;
    private @Nullable StunKey remoteKey;
    private final StunKey localKey;
    private final Strangers strangers = new Strangers();
    private long paceAt;

    private @Nullable Pair latest;

    CheckList(AgentOutputs outputs, Random random, IceCredentials local) {
        this.outputs = outputs;
        this.local = local;
        this.localKey = local.key();
        this.transactions = new StunTransactions<>(random, MAX_OPEN_CHECKS, new StunTransactions.Outputs<>() {
            @Override
            public void send(Check check, byte[] request) {
                outputs.send(check.base, check.remote, request, check.ttl);
            }

            @Override
            public void unanswered(Check check) {
                // The pair has its own schedule, and has long been checked anew.
            }
        });
    }

    /** The other side's credentials; new ones mean that it started anew, so all it said before is void. */
    void remote(IceCredentials credentials) {
        if (!credentials.equals(remote)) {
            remote = credentials;
            remoteKey = credentials.key();
            transactions.clear();
        }
    }

    /** What the other side offers now. */
    void offered(Offer offer) {
        strangers.offered(offer);
    }

    Collection<Pair> all() {
        return pairs.values();
    }

    @Nullable
    Pair find(Base base, InetSocketAddress remoteAddress) {
        Pair pair = latest;
        if (pair != null && pair.base.equals(base) && pair.remote.equals(remoteAddress)) {
            return pair;
        }
        pair = pairs.get(new Key(base, remoteAddress));
        if (pair != null) {
            latest = pair;
        }
        return pair;
    }

    /** The pair of these two, made if need be; null if it cannot be, or the list is full. */
    @Nullable
    Pair pair(long now, Base base, InetSocketAddress remoteAddress, CandidateKind kind) {
        Pair known = find(base, remoteAddress);
        if (known != null) {
            if (known.remoteKind == CandidateKind.PEER_REFLEXIVE) {
                known.remoteKind = kind;
            }
            return known;
        }
        if (!base.reaches(remoteAddress) || (pairs.size() >= MAX_PAIRS && !evictFailed())) {
            return null;
        }
        Pair pair = new Pair(base, remoteAddress, kind, now);
        pairs.put(new Key(base, remoteAddress), pair);
        return pair;
    }

    private boolean evictFailed() {
        return pairs.values().stream()
                .filter(pair -> pair.state == Pair.State.FAILED)
                .findFirst()
                .map(pair -> pairs.remove(new Key(pair.base, pair.remote)))
                .isPresent();
    }

    /** Drops the pairs of a base that is no more. */
    List<Pair> forget(Base base) {
        List<Pair> gone =
                pairs.values().stream().filter(pair -> pair.base.equals(base)).toList();
        gone.forEach(pair -> pairs.remove(new Key(pair.base, pair.remote)));
        latest = null;
        return gone;
    }

    void restart(long now) {
        pairs.values().forEach(pair -> pair.restart(now));
    }

    /**
     * Lets the pairs that are held back go: opens our own NATs at once towards every address that may lie behind
     * another NAT, and checks those from {@code checksFrom} on; what has no NAT before it is checked at once. A relay is
     * opened in the same way, for it lets nobody in unasked; and as an opener goes no further than our own NAT, so it goes
     * no further than the relay.
     */
    void start(long now, int openingTtl, long checksFrom) {
        for (Pair pair : pairs.values()) {
            if (pair.state != Pair.State.WAITING) {
                continue;
            }
            boolean crossesNat = pair.remoteKind != CandidateKind.HOST && pair.remoteKind != CandidateKind.RELAYED;
            boolean opens = pair.base.kind() == Base.Kind.RELAY || (crossesNat && pair.base.kind() == Base.Kind.IPV4);
            if (!pair.opened && opens) {
                check(now, new Check(pair.base, pair.remote, openingTtl), false);
            }
            pair.opened = true;
            pair.nextCheckAt = Math.min(pair.nextCheckAt, crossesNat ? checksFrom : now);
        }
    }

    /** A check outside of any pair, for a remote port that may or may not exist. */
    void probe(long now, Base base, InetSocketAddress remoteAddress, int ttl) {
        check(now, new Check(base, remoteAddress, ttl), false);
    }

    /** Checks {@code pair} now, whatever its schedule. */
    void checkNow(long now, Pair pair, boolean wanted) {
        if (remote == null) {
            return;
        }
        if (pair.isValid() && pair.unansweredSince == Timing.NEVER) {
            pair.unansweredSince = now;
        }
        pair.checkedAt = now;
        check(now, new Check(pair.base, pair.remote, AgentOutputs.DEFAULT_TTL), wanted);
    }

    private void check(long now, Check check, boolean wanted) {
        IceCredentials credentials = remote;
        StunKey key = remoteKey;
        if (credentials == null || key == null) {
            throw new IllegalStateException("a check before the other side's credentials are known");
        }
        transactions.begin(now, StunMethod.BINDING, check, Timing.CHECK, begun -> {
            begun.text(StunAttribute.USERNAME, credentials.ufrag() + ":" + local.ufrag());
            if (wanted) {
                begun.bytes(StunAttribute.USE_CANDIDATE);
            }
            ArrivalCount arrivals = outputs.arrivals();
            if (arrivals != null) {
                begun.bytes(StunAttribute.ARRIVALS, arrivals.encode());
            }
            return begun.integritySha256(key);
        });
    }

    /** Sends what is due among pairs that are not valid yet, the best first, no faster than {@link Timing#PACE}. */
    void timeout(long now) {
        if (remote == null) {
            return;
        }
        transactions.timeout(now);
        while (paceAt <= now) {
            Pair due = pairs.values().stream()
                    .filter(pair -> !pair.isValid() && pair.nextCheckAt <= now)
                    .min(Comparator.comparingInt((Pair pair) -> pair.checksSent).thenComparingInt(Pair::rank))
                    .orElse(null);
            if (due == null) {
                return;
            }
            paceAt = Math.max(paceAt, now - Timing.PACE) + Timing.PACE;
            repeat(now, due);
        }
    }

    private void repeat(long now, Pair pair) {
        long after = Timing.afterCheck(pair.checksSent + 1);
        if (after == Timing.NEVER) {
            pair.fail();
            return;
        }
        pair.checksSent++;
        pair.state = Pair.State.CHECKING;
        pair.nextCheckAt = now + after;
        checkNow(now, pair, false);
    }

    long deadline() {
        if (remote == null) {
            return Timing.NEVER;
        }
        long deadline = Timing.NEVER;
        for (Pair pair : pairs.values()) {
            if (!pair.isValid()) {
                deadline = Math.min(deadline, pair.nextCheckAt);
            }
        }
        return deadline == Timing.NEVER ? deadline : Math.max(deadline, paceAt);
    }

    /**
     * Answers a check of the other side, which must be signed with our password and come for the first time. One from a host
     * that the other side has not named is answered, no longer than it is, and leads to nothing else.
     *
     * @return the pair it came on, or null if there is none
     */
    @Nullable
    Pair answer(long now, Base base, InetSocketAddress from, StunMessage request) {
        String username = request.text(StunAttribute.USERNAME);
        if (username == null || !username.startsWith(local.ufrag() + ":") || !request.isAuthenticatedBy(localKey)) {
            return null;
        }
        boolean known = find(base, from) != null;
        if (!strangers.isNew(request.transactionId()) || (!known && !strangers.mayBeAnswered(now))) {
            return null;
        }
        byte[] response = StunWriter.success(request)
                .address(StunAttribute.XOR_MAPPED_ADDRESS, from)
                .integritySha256(localKey)
                .toBytes();
        boolean named = known || strangers.isNamed(from);
        Pair pair = named ? pair(now, base, from, CandidateKind.PEER_REFLEXIVE) : null;
        if (pair != null || (!named && response.length <= request.byteLength())) {
            outputs.send(base, from, response, AgentOutputs.DEFAULT_TTL);
        }
        if (pair == null) {
            return null;
        }
        pair.admitted = true;
        pair.heard(now);
        byte[] arrivals = request.bytes(StunAttribute.ARRIVALS);
        if (arrivals != null) {
            ArrivalCount.decode(arrivals).ifPresent(outputs::heard);
        }
        if (!pair.isValid()) {
            if (pair.state == Pair.State.FAILED) {
                pair.restart(now);
            }
            pair.nextCheckAt = Math.min(pair.nextCheckAt, now);
        }
        return pair;
    }

    /** Takes an answer to one of our checks; null if it is none, or not genuine. */
    @Nullable
    Pair answered(long now, Base base, InetSocketAddress from, StunMessage response) {
        StunTransaction<Check> transaction = transactions.find(response);
        if (transaction == null
                || remoteKey == null
                || !transaction.subject().base.equals(base)
                || !transaction.subject().remote.equals(from)
                || response.messageClass() != StunClass.SUCCESS
                || !response.isAuthenticatedBy(remoteKey)) {
            return null;
        }
        transactions.end(transaction);
        Pair pair = pair(now, base, from, CandidateKind.PEER_REFLEXIVE);
        if (pair != null) {
            pair.answered(now, now - transaction.sentAt());
        }
        return pair;
    }

    /** Pairs that carry, best first. */
    List<Pair> valid() {
        List<Pair> valid = new ArrayList<>();
        for (Pair pair : pairs.values()) {
            if (pair.isValid()) {
                valid.add(pair);
            }
        }
        valid.sort(Comparator.comparingInt(Pair::rank).thenComparingLong(pair -> pair.rttNanos));
        return valid;
    }
}
