package io.voider.nat.ice;

import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
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

    private record Check(Base base, InetSocketAddress remote, long sentAt) {}

    private final AgentOutputs outputs;
    private final Random random;
    private final IceCredentials local;
    private final Map<Key, Pair> pairs = new LinkedHashMap<>();
    private final Map<TransactionId, Check> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TransactionId, Check> eldest) {
            return size() > MAX_OPEN_CHECKS;
        }
    };
    private @Nullable IceCredentials remote;
    private @Nullable StunKey remoteKey;
    private final StunKey localKey;
    private long paceAt;

    private @Nullable Pair latest;

    CheckList(AgentOutputs outputs, Random random, IceCredentials local) {
        this.outputs = outputs;
        this.random = random;
        this.local = local;
        this.localKey = local.key();
    }

    /** The other side's credentials; new ones mean that it started anew, so all it said before is void. */
    void remote(IceCredentials credentials) {
        if (!credentials.equals(remote)) {
            remote = credentials;
            remoteKey = credentials.key();
            open.clear();
        }
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
                outputs.send(pair.base, pair.remote, newCheck(now, pair.base, pair.remote, false), openingTtl);
            }
            pair.opened = true;
            pair.nextCheckAt = Math.min(pair.nextCheckAt, crossesNat ? checksFrom : now);
        }
    }

    /** A check outside of any pair, for a remote port that may or may not exist. */
    void probe(long now, Base base, InetSocketAddress remoteAddress, int ttl) {
        outputs.send(base, remoteAddress, newCheck(now, base, remoteAddress, false), ttl);
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
        outputs.send(pair.base, pair.remote, newCheck(now, pair.base, pair.remote, wanted), AgentOutputs.DEFAULT_TTL);
    }

    private byte[] newCheck(long now, Base base, InetSocketAddress remoteAddress, boolean wanted) {
        IceCredentials credentials = remote;
        StunKey key = remoteKey;
        if (credentials == null || key == null) {
            throw new IllegalStateException("a check before the other side's credentials are known");
        }
        TransactionId id = TransactionId.next(random);
        open.put(id, new Check(base, remoteAddress, now));
        StunWriter writer = StunWriter.request(StunMethod.BINDING, id)
                .text(StunAttribute.USERNAME, credentials.ufrag() + ":" + local.ufrag());
        if (wanted) {
            writer.bytes(StunAttribute.USE_CANDIDATE);
        }
        return writer.integritySha256(key).toBytes();
    }

    /** Sends what is due among pairs that are not valid yet, the best first, no faster than {@link Timing#PACE}. */
    void timeout(long now) {
        if (remote == null) {
            return;
        }
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
     * Answers a check of the other side, which must be signed with our password.
     *
     * @return the pair it came on, or null if it is not a genuine check or the list is full
     */
    @Nullable
    Pair answer(long now, Base base, InetSocketAddress from, StunMessage request) {
        String username = request.text(StunAttribute.USERNAME);
        if (username == null || !username.startsWith(local.ufrag() + ":") || !request.isAuthenticatedBy(localKey)) {
            return null;
        }
        Pair pair = pair(now, base, from, CandidateKind.PEER_REFLEXIVE);
        if (pair == null) {
            return null;
        }
        byte[] response = StunWriter.success(request)
                .address(StunAttribute.XOR_MAPPED_ADDRESS, from)
                .integritySha256(localKey)
                .toBytes();
        outputs.send(base, from, response, AgentOutputs.DEFAULT_TTL);
        pair.admitted = true;
        pair.heard(now);
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
        Check check = open.get(response.transactionId());
        if (check == null
                || remoteKey == null
                || !check.base.equals(base)
                || !check.remote.equals(from)
                || response.messageClass() != StunClass.SUCCESS
                || !response.isAuthenticatedBy(remoteKey)) {
            return null;
        }
        open.remove(response.transactionId());
        Pair pair = pair(now, base, from, CandidateKind.PEER_REFLEXIVE);
        if (pair != null) {
            pair.answered(now, now - check.sentAt);
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
