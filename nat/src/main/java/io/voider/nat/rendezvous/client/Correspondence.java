package io.voider.nat.rendezvous.client;

import io.voider.nat.limit.Rate;
import io.voider.nat.limit.TokenBucket;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.seal.OwnerSession;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.seal.ReaderRegistration;
import io.voider.nat.rendezvous.seal.ReaderSession;
import io.voider.nat.rendezvous.seal.SealedSession;
import io.voider.nat.rendezvous.seal.Sealer;
import io.voider.nat.rendezvous.seal.SealingKey;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.Refusal;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.nat.turn.TurnUri;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A node's side of the rendezvous without its sockets: who it corresponds with, on which of its connections each of them
 * is up, and the sealed session with each. Time and randomness come in. One thread only.
 *
 * <p>Nothing that the server says is believed beyond its effect on availability: presence only starts or stops talking,
 * and payloads come out of {@link SealedSession} alone.
 */
final class Correspondence {
    /** Envelopes from one correspondent that are opened; a hostile server cannot make a node spend more. */
    private static final Rate ENVELOPES = new Rate(10, 60);

    /** One connection to the rendezvous, on which the first notice has not been read yet. */
    interface Link {
        Endpoint server();

        /** The address that it leads to. */
        InetAddress address();

        void send(Request request);

        /** What the server says is not possible, or it has refused us: close. */
        void close(String reason, boolean waitLong);
    }

    /** One correspondent. */
    private final class Party {
        final Correspondent who;
        final SealedSession session;
        final Set<Link> up = new LinkedHashSet<>(2);
        private final TokenBucket envelopes = new TokenBucket(ENVELOPES, 0);

        Party(Correspondent who, Function<SealedSession.Outputs, SealedSession> maker, Route route) {
            this.who = who;
            this.session = maker.apply(new SealedSession.Outputs() {
                @Override
                public void send(Octets envelope) {
                    counts.increment(IntroductionCounter.ENVELOPES_SENT);
                    List.copyOf(up).forEach(link -> link.send(route.over(envelope)));
                }

                @Override
                public void ready() {
                    listener.ready(who);
                }

                @Override
                public void deliver(Octets payload) {
                    listener.received(who, payload);
                }

                @Override
                public void dropped() {
                    counts.increment(IntroductionCounter.DROPPED_WAITING);
                }
            });
        }

        void presence(Link link, boolean isUp, long nowNanos) {
            boolean before = !up.isEmpty();
            boolean again = !(isUp ? up.add(link) : up.remove(link));
            boolean now = !up.isEmpty();
            if (before != now) {
                listener.presence(who, now);
            }
            if (session instanceof ReaderSession reader) {
                if (!now) {
                    reader.close();
                } else if (isUp && (again || !before)) {
                    reader.open(nowNanos);
                }
            }
        }

        void received(Octets envelope, long nowNanos) {
            if (!envelopes.take(1, nowNanos)) {
                counts.increment(IntroductionCounter.DROPPED_RATE);
            } else if (session.received(envelope)) {
                counts.increment(IntroductionCounter.ENVELOPES_BELIEVED);
            } else {
                counts.increment(IntroductionCounter.DROPPED_ENVELOPE);
            }
        }
    }

    private interface Route {
        Request over(Octets envelope);
    }

    private final Optional<RendezvousClient.Owner> owner;
    private final RandomGenerator random;
    private final RendezvousListener listener;
    private final Counters<IntroductionCounter> counts;
    private final Set<InetAddress> configured;
    private final AnnouncedServers announced = new AnnouncedServers();
    private final Set<Link> links = new LinkedHashSet<>(2);
    private final Map<Integer, ReaderCapability> exchanges = new HashMap<>();
    private final Map<Integer, Party> exchangeParties = new HashMap<>();
    private final Map<Integer, ReaderRegistration> subscribers = new LinkedHashMap<>();
    private final Map<Octets, Party> subscriberParties = new HashMap<>();
    private final Map<Integer, Runnable> waitingForDone = new LinkedHashMap<>();
    /** By which this program is told from another with the same secrets. */
    private final Octets instance;
    /** Lines, or the account, that another program has at that server, which was started later. */
    private final YieldedLines yielded = new YieldedLines();

    private int requests;

    /** @param addresses of the rendezvous, as far as they are known without looking names up */
    Correspondence(
            Set<InetAddress> addresses,
            Optional<RendezvousClient.Owner> owner,
            Octets instance,
            RandomGenerator random,
            RendezvousListener listener,
            Counters<IntroductionCounter> counts) {
        this.configured = addresses;
        this.counts = counts;
        this.owner = owner;
        this.random = random;
        this.listener = listener;
        this.instance = instance;
    }

    /** Makes these the exchanges that this node has joined, in place of all before. */
    void exchanges(Map<Integer, ReaderCapability> wanted, long nowNanos) {
        for (Integer index : List.copyOf(exchanges.keySet())) {
            if (!Objects.equals(exchanges.get(index), wanted.get(index))) {
                exchanges.remove(index);
                yielded.forget(index);
                retire(exchangeParties.remove(index));
                links.forEach(link -> link.send(new Request.Unwatch(index)));
            }
        }
        wanted.forEach((index, capability) -> {
            if (exchanges.putIfAbsent(index, capability) == null) {
                Sealer sealer = Sealer.ofReader(capability);
                exchangeParties.put(
                        index,
                        new Party(
                                new Correspondent.Exchange(index),
                                actions -> new ReaderSession(sealer, random, actions),
                                envelope -> new Request.ToOwner(index, envelope)));
                links.forEach(link -> link.send(watch(index, capability)));
            }
        });
    }

    /**
     * Makes these the friends whom this node has invited, in place of all before; all others are revoked. Runs {@code done}
     * when a server has that on its disk: at once if it has it already, else when it is connected.
     */
    void subscribers(Map<Integer, ReaderRegistration> wanted, Runnable done) {
        SealingKey key = owner.map(RendezvousClient.Owner::key)
                .orElseThrow(() -> new IllegalStateException("only an owner has subscribers"));
        for (Integer number : List.copyOf(subscribers.keySet())) {
            ReaderRegistration friend = subscribers.get(number);
            if (friend != null && !friend.equals(wanted.get(number))) {
                subscribers.remove(number);
                retire(subscriberParties.remove(friend.reader()));
            }
        }
        wanted.forEach((number, friend) -> {
            if (subscribers.putIfAbsent(number, friend) == null) {
                Sealer sealer = Sealer.ofOwner(key, friend);
                subscriberParties.put(
                        friend.reader(),
                        new Party(
                                new Correspondent.Subscriber(number),
                                actions -> new OwnerSession(sealer, random, actions),
                                envelope -> new Request.ToReader(friend.reader(), envelope)));
            }
        });
        int request = ++requests;
        waitingForDone.put(request, done);
        links.forEach(link -> register(link, request));
    }

    private void retire(@Nullable Party party) {
        if (party != null && !party.up.isEmpty()) {
            listener.presence(party.who, false);
        }
    }

    void send(Correspondent who, Octets payload) {
        if (payload.length() == 0 || payload.length() > SealedSession.MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "a payload has 1 to " + SealedSession.MAX_PAYLOAD + " bytes, not " + payload.length());
        }
        Party party;
        if (who instanceof Correspondent.Exchange exchange) {
            party = exchangeParties.get(exchange.index());
        } else if (who instanceof Correspondent.Subscriber subscriber) {
            ReaderRegistration friend = subscribers.get(subscriber.number());
            party = friend == null ? null : subscriberParties.get(friend.reader());
        } else {
            party = null;
        }
        if (party != null) {
            party.session.send(payload);
        }
    }

    void connected(Link link) {
        links.add(link);
        owner.ifPresent(own -> own(link, own));
        exchanges.forEach((index, capability) -> link.send(watch(index, capability)));
    }

    private Request watch(int index, ReaderCapability capability) {
        return new Request.Watch(index, capability.secret(), instance);
    }

    /** Another program has that line, or the account, at that server: this one leaves it alone there for a while, and says that it lives. */
    private void superseded(Link link, int line, long nowNanos) {
        List<Party> parties = partiesOf(line);
        if (parties.isEmpty()) {
            counts.increment(IntroductionCounter.DROPPED_STRANGER);
            return;
        }
        link.send(new Request.Yielded(line));
        boolean news = yielded.add(link, line, nowNanos);
        for (Party party : parties) {
            if (party.up.contains(link)) {
                party.presence(link, false, nowNanos);
            }
            if (news) {
                listener.superseded(party.who, true);
            }
        }
    }

    /** The line is this program's again, or the account is. */
    private void regained(Link link, int line) {
        if (yielded.remove(link, line)) {
            partiesOf(line).forEach(party -> listener.superseded(party.who, false));
        }
    }

    private List<Party> partiesOf(int line) {
        if (line == Request.ACCOUNT) {
            return List.copyOf(subscriberParties.values());
        }
        Party party = exchangeParties.get(line);
        return party == null ? List.of() : List.of(party);
    }

    private void ask(Link link, int line) {
        ReaderCapability capability = exchanges.get(line);
        if (capability != null) {
            link.send(watch(line, capability));
        } else if (line == Request.ACCOUNT) {
            owner.ifPresent(own -> own(link, own));
        }
    }

    private void own(Link link, RendezvousClient.Owner own) {
        link.send(new Request.Own(own.secret(), instance));
        register(link, requests);
    }

    private void usedTwice(int line) {
        for (Party party : partiesOf(line)) {
            if (line == Request.ACCOUNT) {
                listener.accountUsedTwice(party.who);
            } else {
                listener.usedTwice(party.who);
            }
        }
    }

    void disconnected(Link link, long nowNanos) {
        yielded.remove(link);
        if (links.remove(link)) {
            allParties().forEach(party -> {
                if (party.up.contains(link)) {
                    party.presence(link, false, nowNanos);
                }
            });
        }
    }

    void tick(long nowNanos) {
        yielded.due(nowNanos, this::ask);
        for (Party party : exchangeParties.values()) {
            if (party.session instanceof ReaderSession reader) {
                reader.tick(nowNanos);
            }
        }
    }

    void received(Link link, Notice notice, long nowNanos) {
        counts.increment(IntroductionCounter.NOTICES);
        if (notice instanceof Notice.Presence presence) {
            credentials(presence.relay());
            if (presence.up()) {
                regained(link, presence.line());
            }
            known(exchangeParties.get(presence.line()))
                    .ifPresent(party -> party.presence(link, presence.up(), nowNanos));
        } else if (notice instanceof Notice.ReaderPresence presence) {
            known(subscriberParties.get(presence.reader()))
                    .ifPresent(party -> party.presence(link, presence.up(), nowNanos));
        } else if (notice instanceof Notice.FromOwner offer) {
            known(exchangeParties.get(offer.line())).ifPresent(party -> party.received(offer.envelope(), nowNanos));
        } else if (notice instanceof Notice.FromReader offer) {
            known(subscriberParties.get(offer.reader())).ifPresent(party -> party.received(offer.envelope(), nowNanos));
        } else if (notice instanceof Notice.Owned owned) {
            regained(link, Request.ACCOUNT);
            credentials(owned.relay());
        } else if (notice instanceof Notice.Relay fresh) {
            credentials(fresh.relay());
        } else if (notice instanceof Notice.Done done) {
            done(done.request());
        } else if (notice instanceof Notice.Superseded superseded) {
            superseded(link, superseded.line(), nowNanos);
        } else if (notice instanceof Notice.UsedTwice twice) {
            usedTwice(twice.line());
        } else if (notice instanceof Notice.ReaderUsedTwice twice) {
            known(subscriberParties.get(twice.reader())).ifPresent(party -> listener.usedTwice(party.who));
        } else if (notice instanceof Notice.Welcome welcome) {
            welcomed(link, welcome);
        } else if (notice instanceof Notice.Refused refused) {
            boolean waitLong = refused.reason() == Refusal.REPLACED || refused.reason() == Refusal.PROTOCOL;
            link.close(refused.reason().meaning(), waitLong);
        }
    }

    private Optional<Party> known(@Nullable Party party) {
        if (party == null) {
            counts.increment(IntroductionCounter.DROPPED_STRANGER);
        }
        return Optional.ofNullable(party);
    }

    private void welcomed(Link link, Notice.Welcome welcome) {
        if (welcome.version() != Notice.VERSION) {
            link.close(
                    "the rendezvous speaks version " + welcome.version() + ", this program version " + Notice.VERSION,
                    true);
            return;
        }
        try {
            List<InetSocketAddress> stun = welcome.stun().stream()
                    .map(Correspondence::endpoint)
                    .filter(this::believes)
                    .toList();
            listener.connected(link.server(), endpoint(welcome.observed()), stun);
        } catch (IllegalArgumentException malformed) {
            link.close("the rendezvous names a malformed address: " + malformed.getMessage(), true);
        }
    }

    /** An address and a port; never a name, so nothing is looked up. */
    private static InetSocketAddress endpoint(String text) {
        return Endpoint.parse(text).literal();
    }

    private boolean believes(InetSocketAddress server) {
        Set<InetAddress> own = new HashSet<>(configured);
        links.forEach(link -> own.add(link.address()));
        boolean believed = announced.believes(server, own);
        if (!believed) {
            counts.increment(IntroductionCounter.REFUSED_SERVER);
        }
        return believed;
    }

    private void credentials(@Nullable RelayCredentials relay) {
        if (relay == null) {
            return;
        }
        List<String> believed = relay.uris().stream()
                .filter(uri -> TurnUri.parse(uri)
                        .filter(server -> believes(server.address()))
                        .isPresent())
                .toList();
        if (!believed.isEmpty()) {
            listener.relay(new RelayCredentials(believed, relay.username(), relay.password(), relay.lifetimeSeconds()));
        }
    }

    private void register(Link link, int request) {
        List<Octets> readers = List.copyOf(subscriberParties.keySet());
        int from = 0;
        while (readers.size() - from > Request.MAX_READERS_PER_FRAME) {
            link.send(new Request.Readers(request, true, readers.subList(from, from + Request.MAX_READERS_PER_FRAME)));
            from += Request.MAX_READERS_PER_FRAME;
        }
        link.send(new Request.Readers(request, false, readers.subList(from, readers.size())));
    }

    /** The set of that number is on disk, which settles every older one too. */
    private void done(int request) {
        for (Integer number : List.copyOf(waitingForDone.keySet())) {
            Runnable done = number <= request ? waitingForDone.remove(number) : null;
            if (done != null) {
                done.run();
            }
        }
    }

    private List<Party> allParties() {
        List<Party> parties = new ArrayList<>(exchangeParties.values());
        parties.addAll(subscriberParties.values());
        return parties;
    }
}
