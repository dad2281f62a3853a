package io.voider.nat.ice;

import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunTransaction;
import io.voider.nat.stun.StunTransactions;
import io.voider.nat.stun.StunWriter;
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

    /** Four servers and as many lives for each of 300 sockets, and more than that are never open. */
    private static final int MAX_OPEN = 4096;

    /** After so many transmissions without an answer, no UDP seems to get out. */
    private static final int ENOUGH_SENT = 3;

    /** What one request is to find out. */
    private record Query(Base base, StunServer server, int ttl) {}

    private final List<StunServer> servers;
    private final StunTransactions<Query> transactions;
    private final Map<Base, Map<StunServer, InetSocketAddress>> seen = new HashMap<>();
    private final Map<Base, Long> startedAt = new TreeMap<>((a, b) -> Integer.compare(a.number(), b.number()));
    private int hops = MAX_OPENING_TTL + 1;
    private long rttNanos;

    Gathering(List<StunServer> servers, AgentOutputs outputs, Random random) {
        this.servers = servers;
        this.transactions = new StunTransactions<>(random, MAX_OPEN, new StunTransactions.Outputs<>() {
            @Override
            public void send(Query query, byte[] request) {
                outputs.send(query.base, query.server.address(), request, query.ttl);
            }

            @Override
            public void unanswered(Query query) {
                // Silence is what the report is made of.
            }
        });
    }

    /** Asks (again) all servers about {@code base}; what they said before stands until they say something else. */
    void start(long now, Base base, boolean measureHops) {
        transactions.forget(query -> query.base.equals(base));
        startedAt.put(base, now);
        for (StunServer server : servers) {
            if (base.kind() != Base.Kind.RELAY && base.reaches(server.address())) {
                ask(now, new Query(base, server, AgentOutputs.DEFAULT_TTL));
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
                .ifPresent(server -> ask(now, new Query(base, server, AgentOutputs.DEFAULT_TTL)));
    }

    private void measureHops(long now, Base base, StunServer server) {
        for (int ttl = FIRST_MEASURED_TTL; ttl <= MAX_OPENING_TTL; ttl++) {
            ask(now, new Query(base, server, ttl));
        }
    }

    private void ask(long now, Query query) {
        transactions.begin(now, StunMethod.BINDING, query, Timing.GATHERING, begun -> written(begun, query.server));
    }

    private static StunWriter written(StunWriter begun, StunServer server) {
        if (server.username() != null) {
            begun.text(StunAttribute.USERNAME, server.username());
        }
        return server.key() == null ? begun : begun.integrity(server.key());
    }

    void forget(Base base) {
        transactions.forget(query -> query.base.equals(base));
        seen.remove(base);
        startedAt.remove(base);
    }

    /** Takes a response to one of our queries; false if it is none. */
    boolean receive(long now, InetSocketAddress from, StunMessage message) {
        StunTransaction<Query> transaction = transactions.find(message);
        if (transaction == null || !transaction.subject().server.address().equals(from)) {
            return false;
        }
        Query query = transaction.subject();
        if (query.server.key() != null && !message.isAuthenticatedBy(query.server.key())) {
            return true;
        }
        transactions.end(transaction);
        InetSocketAddress mapped = message.address(StunAttribute.XOR_MAPPED_ADDRESS);
        if (message.messageClass() != StunClass.SUCCESS || mapped == null) {
            return true;
        }
        if (query.ttl != AgentOutputs.DEFAULT_TTL) {
            hops = Math.min(hops, query.ttl);
            return true;
        }
        seen.computeIfAbsent(query.base, any -> new LinkedHashMap<>()).put(query.server, mapped);
        if (transaction.transmissions() == 1) {
            long rtt = now - transaction.sentAt();
            rttNanos = rttNanos == 0 ? rtt : Math.min(rttNanos, rtt);
        }
        return true;
    }

    void timeout(long now) {
        transactions.timeout(now);
    }

    long deadline() {
        return transactions.deadline();
    }

    /** When the first offer need not wait any longer: all have answered, or patience has run out. */
    long settledAt(long now) {
        long latest = 0;
        for (StunTransaction<Query> transaction : transactions.open()) {
            Long started = startedAt.get(transaction.subject().base);
            // Requests that measure hops are meant to die; those that arrive are answered with the others.
            if (started != null && transaction.subject().ttl == AgentOutputs.DEFAULT_TTL) {
                latest = Math.max(latest, started + Timing.GATHER_PATIENCE);
            }
        }
        return Math.max(latest, now);
    }

    /** Where {@code base} has been seen from, without repetition. */
    Set<InetSocketAddress> mapped(Base base) {
        return new HashSet<>(seen.getOrDefault(base, Map.of()).values());
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
            boolean asking = transactions.open().stream()
                    .anyMatch(some -> some.subject().base.equals(base) && some.transmissions() < ENOUGH_SENT);
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
