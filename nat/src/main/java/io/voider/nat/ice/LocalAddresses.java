package io.voider.nat.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Our half of the pairs: what datagrams leave from, and every address under which the other side may reach it. Main
 * sockets are the line's own; fresh ones were opened when those did not do.
 */
final class LocalAddresses {
    private final Gathering gathering;
    private final CheckList checks;
    private final List<Base> mains = new ArrayList<>();
    private final List<Base> fresh = new ArrayList<>();
    private final Map<Base, InetSocketAddress> relayed = new LinkedHashMap<>();
    private final Map<Base, Set<InetSocketAddress>> hosts = new LinkedHashMap<>();
    private final Set<InetSocketAddress> portMapped = new HashSet<>();

    LocalAddresses(Gathering gathering, CheckList checks) {
        this.gathering = gathering;
        this.checks = checks;
    }

    void open(Map<Base, Set<InetSocketAddress>> sockets) {
        mains.addAll(sockets.keySet());
        hosts.putAll(sockets);
    }

    void hostsChanged(Map<Base, Set<InetSocketAddress>> sockets) {
        hosts.keySet().removeAll(mains);
        hosts.putAll(sockets);
    }

    void addFresh(Base socket) {
        fresh.add(socket);
    }

    /** The router maps these and no others; returns whether that is news. */
    boolean portMapped(Set<InetSocketAddress> outside) {
        if (portMapped.equals(outside)) {
            return false;
        }
        portMapped.clear();
        portMapped.addAll(outside);
        return true;
    }

    void relayAllocated(Base relay, InetSocketAddress address) {
        relayed.put(relay, address);
    }

    /** Returns whether there was such a relay. */
    boolean relayLost(Base relay) {
        return relayed.remove(relay) != null;
    }

    /** Asks the STUN servers about every socket that has an address to be asked from. */
    void regather(long now) {
        for (Base base : mains) {
            if (!hostsOf(base).isEmpty()) {
                gathering.start(now, base, true);
            }
        }
        for (Base base : fresh) {
            gathering.start(now, base, false);
        }
    }

    /** What the other side is offered. Of more than an offer holds, addresses of interfaces are left out before all others. */
    List<Candidate> candidates() {
        List<Candidate> all = all();
        long others =
                all.stream().filter(some -> some.kind() != CandidateKind.HOST).count();
        long hosts = Math.max(0, Offer.MAX_CANDIDATES - others);
        return Stream.concat(
                        all.stream()
                                .filter(some -> some.kind() == CandidateKind.HOST)
                                .limit(hosts),
                        all.stream().filter(some -> some.kind() != CandidateKind.HOST))
                .limit(Offer.MAX_CANDIDATES)
                .toList();
    }

    private List<Candidate> all() {
        Map<InetSocketAddress, Candidate> all = new LinkedHashMap<>();
        hosts.values().forEach(some -> some.forEach(address -> put(all, CandidateKind.HOST, address)));
        for (Base base : newestFirst()) {
            gathering.mapped(base).forEach(address -> put(all, CandidateKind.SERVER_REFLEXIVE, address));
        }
        portMapped.forEach(address -> put(all, CandidateKind.PORT_MAPPED, address));
        relayed.values().forEach(address -> put(all, CandidateKind.RELAYED, address));
        mappedByHand().forEach(address -> put(all, CandidateKind.PORT_MAPPED, address));
        return List.copyOf(all.values());
    }

    /**
     * Where the line is reached if somebody told the router to send its port here. Nothing shows whether they did: behind a
     * symmetric NAT, packets leave from other ports all the same.
     */
    private Set<InetSocketAddress> mappedByHand() {
        Set<InetSocketAddress> guesses = new LinkedHashSet<>();
        Base main = main();
        if (main != null && report().symmetric()) {
            gathering.mapped(main).forEach(seen -> guesses.add(new InetSocketAddress(seen.getAddress(), port())));
        }
        return guesses;
    }

    /** The port of the line's own sockets; 0 while they have no address. */
    int port() {
        return mains.stream()
                .flatMap(base -> hostsOf(base).stream())
                .mapToInt(InetSocketAddress::getPort)
                .findFirst()
                .orElse(0);
    }

    private static void put(Map<InetSocketAddress, Candidate> all, CandidateKind kind, InetSocketAddress address) {
        if (Offer.isReachable(address)) {
            all.putIfAbsent(address, new Candidate(kind, address));
        }
    }

    private List<Base> newestFirst() {
        // The newest is the one to aim at.
        List<Base> bases = new ArrayList<>(fresh);
        Collections.reverse(bases);
        bases.addAll(mains);
        return bases;
    }

    /** Joins each of ours with each of the other side's that it may reach; those that are seen from afar get their pairs first. */
    void pairWith(long now, @Nullable Offer remote) {
        if (remote == null) {
            return;
        }
        List<Candidate> theirs = remote.candidates().stream()
                .sorted(Comparator.comparing((Candidate some) -> some.kind() == CandidateKind.HOST))
                .toList();
        for (Candidate candidate : theirs) {
            mains.forEach(base -> checks.pair(now, base, candidate.address(), candidate.kind()));
            if (candidate.kind() != CandidateKind.HOST) {
                fresh.forEach(base -> checks.pair(now, base, candidate.address(), candidate.kind()));
            }
            if (!candidate.address().getAddress().isSiteLocalAddress()) {
                relayed.keySet().forEach(base -> checks.pair(now, base, candidate.address(), candidate.kind()));
            }
        }
    }

    /** The IPv4 socket to try another side's ports from: the newest; null while there is none. */
    @Nullable
    Base newest() {
        return fresh.isEmpty() ? main() : fresh.get(fresh.size() - 1);
    }

    private @Nullable Base main() {
        return mains.stream()
                .filter(base -> base.kind() == Base.Kind.IPV4)
                .findFirst()
                .orElse(null);
    }

    private Set<InetSocketAddress> hostsOf(Base base) {
        return hosts.getOrDefault(base, Set.of());
    }

    /** What is known about our NAT (IPv4). */
    NatReport report() {
        Base main = main();
        return main == null || hostsOf(main).isEmpty() ? NatReport.UNKNOWN : gathering.report(main, hostsOf(main));
    }

    /** Whether an address of ours and one of the other side's are of one family. */
    boolean shareFamilyWith(Offer remote) {
        return hosts.keySet().stream()
                .filter(base -> !hostsOf(base).isEmpty())
                .anyMatch(base -> remote.candidates().stream()
                        .filter(candidate -> candidate.kind() != CandidateKind.RELAYED)
                        .anyMatch(candidate -> base.reaches(candidate.address())));
    }
}
