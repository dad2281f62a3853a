package io.voider.nat.ice;

import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks the STUN servers where our sockets are seen from, and how many routers lie before them. The latter says how short
 * the life of an opening packet must be: it has to leave our own NATs, however many, and to die before the other side's.
 */
final class Gathering {
    /** Our own NATs (home router, second router, provider) and the first routers of the provider lie within this. */
    static final int MAX_OPENING_TTL = 5;

    private static final int FIRST_MEASURED_TTL = 2;

    private static final class Query {
        final Base base;
        final StunServer server;
        final int ttl;
        int sent;
        long sentAt;
        long nextAt;

        Query(Base base, StunServer server, int ttl, long now) {
            this.base = base;
            this.server = server;
            this.ttl = ttl;
            this.nextAt = now;
        }
    }

    private final List<StunServer> servers;
    private final AgentOutputs outputs;
    private final Random random;
    private final Map<TransactionId, Query> open = new LinkedHashMap<>();
    private final Map<Base, Map<StunServer, InetSocketAddress>> seen = new HashMap<>();
    private final Map<Base, Long> startedAt = new TreeMap<>((a, b) -> Integer.compare(a.number(), b.number()));
    private int hops = MAX_OPENING_TTL + 1;
    private long rttNanos;

    Gathering(List<StunServer> servers, AgentOutputs outputs, Random random) {
        this.servers = servers;
        this.outputs = outputs;
        this.random = random;
    }

    /** Asks (again) all servers about {@code base}; what they said before stands until they say something else. */
    void start(long now, Base base, boolean measureHops) {
        open.values().removeIf(query -> query.base.equals(base));
        startedAt.put(base, now);
        for (StunServer server : servers) {
            if (base.kind() != Base.Kind.RELAY && base.reaches(server.address())) {
                ask(new Query(base, server, AgentOutputs.DEFAULT_TTL, now));
            }
        }
        if (measureHops && base.kind() == Base.Kind.IPV4) {
            servers.stream()
                    .filter(server -> base.reaches(server.address()))
                    .findFirst()
                    .ifPresent(server -> measureHops(now, base, server));
        }
    }

    /** Asks one server about {@code base}: enough to sample a port. */
    void sample(long now, Base base) {
        servers.stream()
                .filter(server -> base.reaches(server.address()))
                .findFirst()
                .ifPresent(server -> ask(new Query(base, server, AgentOutputs.DEFAULT_TTL, now)));
    }

    private void measureHops(long now, Base base, StunServer server) {
        for (int ttl = FIRST_MEASURED_TTL; ttl <= MAX_OPENING_TTL; ttl++) {
            ask(new Query(base, server, ttl, now));
        }
    }

    private void ask(Query query) {
        open.put(TransactionId.next(random), query);
    }

    void forget(Base base) {
        open.values().removeIf(query -> query.base.equals(base));
        seen.remove(base);
        startedAt.remove(base);
    }

    /** Takes a response to one of our queries; false if it is none. */
    boolean receive(long now, InetSocketAddress from, StunMessage message) {
        Query query = open.get(message.transactionId());
        if (query == null
                || message.method() != StunMethod.BINDING
                || message.messageClass() == StunClass.REQUEST
                || !query.server.address().equals(from)) {
            return false;
        }
        if (query.server.key() != null && !message.isAuthenticatedBy(query.server.key())) {
            return true;
        }
        open.remove(message.transactionId());
        InetSocketAddress mapped = message.address(StunAttribute.XOR_MAPPED_ADDRESS);
        if (message.messageClass() != StunClass.SUCCESS || mapped == null) {
            return true;
        }
        if (query.ttl != AgentOutputs.DEFAULT_TTL) {
            hops = Math.min(hops, query.ttl);
            return true;
        }
        seen.computeIfAbsent(query.base, any -> new LinkedHashMap<>()).put(query.server, mapped);
        if (query.sent == 1) {
            long rtt = now - query.sentAt;
            rttNanos = rttNanos == 0 ? rtt : Math.min(rttNanos, rtt);
        }
        return true;
    }

    void timeout(long now) {
        open.entrySet().removeIf(entry -> {
            Query query = entry.getValue();
            if (query.nextAt > now) {
                return false;
            }
            long after = Timing.afterQuery(query.sent + 1);
            if (after == Timing.NEVER) {
                return true;
            }
            query.sent++;
            query.sentAt = now;
            query.nextAt = now + after;
            outputs.send(query.base, query.server.address(), request(entry.getKey(), query.server), query.ttl);
            return false;
        });
    }

    private static byte[] request(TransactionId id, StunServer server) {
        StunWriter writer = StunWriter.request(StunMethod.BINDING, id);
        if (server.username() != null) {
            writer.text(StunAttribute.USERNAME, server.username());
        }
        if (server.key() != null) {
            writer.integrity(server.key());
        }
        return writer.toBytes();
    }

    long deadline() {
        long deadline = Timing.NEVER;
        for (Query query : open.values()) {
            deadline = Math.min(deadline, query.nextAt);
        }
        return deadline;
    }

    /** When the first offer need not wait any longer: all have answered, or patience has run out. */
    long settledAt(long now) {
        long latest = 0;
        for (Query query : open.values()) {
            Long started = startedAt.get(query.base);
            // Requests that measure hops are meant to die; those that arrive are answered with the others.
            if (started != null && query.ttl == AgentOutputs.DEFAULT_TTL) {
                latest = Math.max(latest, started + Timing.GATHER_PATIENCE);
            }
        }
        return Math.max(latest, now);
    }

    /** Where {@code base} has been seen from, without repetition. */
    Set<InetSocketAddress> mapped(Base base) {
        return new HashSet<>(seen.getOrDefault(base, Map.of()).values());
    }

    boolean anyAnswer() {
        return !seen.isEmpty();
    }

    /** To the nearest server; 0 if none has answered. */
    long rttNanos() {
        return rttNanos;
    }

    /** Enough to get past our own NATs, too little to reach the other side's. */
    int openingTtl() {
        return Math.min(MAX_OPENING_TTL, hops - 1);
    }

    NatReport report(Base base, Set<InetSocketAddress> own) {
        Map<StunServer, InetSocketAddress> answers = seen.getOrDefault(base, Map.of());
        Set<InetSocketAddress> mapped = new HashSet<>(answers.values());
        if (answers.isEmpty()) {
            boolean asking = open.values().stream().anyMatch(query -> query.base.equals(base) && query.sent < 3);
            return servers.isEmpty() || asking ? NatReport.UNKNOWN : new NatReport(NatReport.Mapping.UDP_BLOCKED);
        }
        if (mapped.size() > 1) {
            return new NatReport(NatReport.Mapping.DEPENDENT);
        }
        if (own.containsAll(mapped)) {
            return new NatReport(NatReport.Mapping.NONE);
        }
        return answers.size() > 1 ? new NatReport(NatReport.Mapping.ENDPOINT_INDEPENDENT) : NatReport.UNKNOWN;
    }
}
