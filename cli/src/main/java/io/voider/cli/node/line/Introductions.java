package io.voider.cli.node.line;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.NetUtil;
import io.voider.cli.exchange.LineId;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.Change;
import io.voider.cli.state.Failure;
import io.voider.cli.state.Friend;
import io.voider.cli.state.Introduction;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.State;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.client.Correspondent;
import io.voider.nat.rendezvous.client.IntroductionCounter;
import io.voider.nat.rendezvous.client.RendezvousClient;
import io.voider.nat.rendezvous.client.RendezvousListener;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.seal.ReaderRegistration;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import io.voider.transport.identity.AccessCredential;
import io.voider.transport.identity.HandoverException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's connections to rendezvous: one for each that any of its lines needs, its own exchange's among them. {@link
 * #follow} belongs to the thread that follows; what the rendezvous tell goes to the listener on their event loop.
 */
final class Introductions implements LineLink.Post, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Introductions.class);

    /** Numbers from here on stand for access given or got besides the lines: presence only, no offers. */
    private static final int ELSEWHERE = 256;

    /** Hears what concerns one line. */
    interface Listener {
        /** The other node came or went. */
        void peer(LineId line, boolean up);

        /** The other node came or went at a rendezvous of its own, to which it gave access. */
        void peerElsewhere(LineId line, boolean up);

        /** The other node can be sent an offer, and should be sent the present one. */
        void ready(LineId line);

        /** The other node wrote. */
        void letter(LineId line, Letter letter);

        /**
         * This node is connected to the rendezvous of that line, or not.
         *
         * @param whyNot empty if it is
         */
        void rendezvous(LineId line, String whyNot);

        /** This node can reach a rendezvous, or can no longer; each is told once. */
        void connection(RendezvousReport server);

        /** Who can tell this node where it is seen from. */
        void stunServers(LineId line, List<InetSocketAddress> servers);

        /** The line cannot be introduced, since what the state says of it is damaged. */
        void unusable(LineId line, String why);

        /** The line's secrets are used on two machines: which has it; empty when this one has it again. */
        void usedTwice(LineId line, String what);

        /** A relay may be used. */
        void relay(LineId line, RelayCredentials credentials);
    }

    /** A rendezvous is known by its key and where it is. */
    private record Place(Octets pin, List<Endpoint> addresses) {}

    private final EventLoop loop;
    private final Listener listener;
    private final Map<Place, Post> posts = new LinkedHashMap<>();
    private final Map<LineId, Post> byLine = new HashMap<>();
    private final Counters<IntroductionCounter> counts;
    private final Octets instance = Request.instance(System.currentTimeMillis(), new SecureRandom());

    /** @param counts written on the loop */
    Introductions(EventLoop loop, Listener listener, Counters<IntroductionCounter> counts) {
        this.loop = loop;
        this.listener = listener;
        this.counts = counts;
    }

    /** Makes the connections fit the state: new ones, fewer, other friends, other exchanges. */
    synchronized void follow(Change change) {
        State state = change.state();
        Map<Place, Post> wanted = new LinkedHashMap<>();
        byLine.clear();
        own(state.rendezvous()).ifPresent(account -> {
            Post post = wanted.computeIfAbsent(new Place(account.pin(), account.addresses()), this::post);
            post.own(RendezvousClient.Settings.of(account, change.sealingKey()));
            post.friends = registrations(state);
            post.friends.keySet().stream()
                    .filter(number -> number < ELSEWHERE)
                    .forEach(number -> byLine.put(LineId.friend(number), post));
        });
        change.memberships().forEach((index, membership) -> {
            Introduction introduction = membership.introduction();
            Post post = wanted.computeIfAbsent(place(introduction), this::post);
            post.joined.put(index, introduction.capability());
            byLine.put(LineId.joined(index), post);
        });
        for (Friend friend : state.friends()) {
            String access = friend.access();
            if (friend.invited() && access != null) {
                seenElsewhere(friend, access).ifPresent(introduction -> {
                    Post post = wanted.computeIfAbsent(place(introduction), this::post);
                    post.joined.put(ELSEWHERE + friend.number(), introduction.capability());
                });
            }
        }
        posts.forEach((place, post) -> {
            if (!wanted.containsKey(place)) {
                post.close();
            }
        });
        posts.clear();
        posts.putAll(wanted);
        posts.values().forEach(Post::start);
    }

    private static Optional<OwnerAccount> own(@Nullable String line) {
        try {
            return Optional.ofNullable(line).map(OwnerAccount::parse);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "this node's rendezvous is of no use: {}; give its line anew: voider config rendezvous LINE",
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** What one line needs, or nothing, and the line says why. */
    private <T> Optional<T> usable(LineId line, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (HandoverException | IllegalArgumentException e) {
            listener.unusable(line, Failure.words(e));
            return Optional.empty();
        }
    }

    /** An access credential of no use costs the line nothing but the news. */
    private static Optional<Introduction> seenElsewhere(Friend friend, String access) {
        try {
            return Optional.of(Introduction.of(AccessCredential.parse(access).rendezvous()));
        } catch (HandoverException e) {
            LOG.warn("the access credential of {}'s is of no use: {}", friend.name(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Place place(Introduction introduction) {
        return new Place(introduction.pin(), introduction.addresses());
    }

    private Post post(Place place) {
        Post known = posts.get(place);
        Post post = known == null ? new Post(place) : known;
        post.friends = Map.of();
        post.joined.clear();
        return post;
    }

    private Map<Integer, ReaderRegistration> registrations(State state) {
        Map<Integer, ReaderRegistration> registrations = new TreeMap<>();
        for (Friend friend : state.friends()) {
            String reader = friend.reader();
            if (friend.invited() && reader != null) {
                usable(LineId.friend(friend.number()), () -> ReaderRegistration.parse(reader))
                        .ifPresent(known -> registrations.put(friend.number(), known));
            }
        }
        for (JoinedExchange exchange : state.exchanges()) {
            String reader = exchange.reader();
            if (reader != null) {
                usable(LineId.joined(exchange.index()), () -> ReaderRegistration.parse(reader))
                        .ifPresent(known -> registrations.put(ELSEWHERE + exchange.index(), known));
            }
        }
        return registrations;
    }

    /** Has a letter sealed and delivered to the other end of a line. */
    @Override
    public synchronized void send(LineId line, Letter letter) {
        Post post = byLine.get(line);
        if (post != null) {
            post.send(line, Octets.of(letter.encode()));
        }
    }

    /**
     * A line's path is silent, and another is only found by way of the rendezvous. Perhaps this home has another address, and its
     * connection there is dead too.
     */
    @Override
    public synchronized void doubt(LineId line) {
        Post post = byLine.get(line);
        if (post != null) {
            post.doubt();
        }
    }

    /** This machine's addresses or its router are others now. */
    synchronized void networkChanged() {
        posts.values().forEach(Post::doubt);
    }

    /** How the connections are. */
    synchronized List<RendezvousReport> reports() {
        List<RendezvousReport> reports = new ArrayList<>();
        posts.values().forEach(post -> reports.addAll(post.reports()));
        return reports;
    }

    @Override
    public synchronized void close() {
        posts.values().forEach(Post::close);
        posts.clear();
    }

    /** One rendezvous. */
    private final class Post implements RendezvousListener {
        private final Place place;
        private final Map<Integer, ReaderCapability> joined = new TreeMap<>();
        private final RendezvousStandings standings = new RendezvousStandings();
        private Map<Integer, ReaderRegistration> friends = Map.of();
        private Optional<RendezvousClient.Settings> owner = Optional.empty();
        private Optional<RendezvousClient> client = Optional.empty();
        private List<InetSocketAddress> stunServers = List.of();
        private Optional<RelayCredentials> relay = Optional.empty();

        Post(Place place) {
            this.place = place;
        }

        void own(RendezvousClient.Settings settings) {
            boolean becameOwner = owner.isEmpty() && client.isPresent();
            owner = Optional.of(settings);
            if (becameOwner) {
                close();
            }
        }

        void start() {
            if (client.isEmpty()) {
                RendezvousClient.Settings settings =
                        owner.orElseGet(() -> RendezvousClient.Settings.ofReader(place.addresses(), place.pin()));
                standings.begin(place.addresses(), whose(), Instant.now());
                client = Optional.of(
                        RendezvousClient.start(settings, instance, loop, EpollSocketChannel::new, this, counts));
            }
            client.ifPresent(running -> {
                if (owner.isPresent()) {
                    running.subscribers(friends);
                }
                running.exchanges(Map.copyOf(joined));
            });
        }

        void close() {
            client.ifPresent(RendezvousClient::close);
            client = Optional.empty();
        }

        void send(LineId line, Octets letter) {
            client.ifPresent(running -> running.send(correspondent(line), letter));
        }

        void doubt() {
            client.ifPresent(RendezvousClient::doubt);
        }

        List<RendezvousReport> reports() {
            return standings.reports();
        }

        @Override
        public void connected(Endpoint server, InetSocketAddress observed, List<InetSocketAddress> servers) {
            LOG.info(
                    "connected to the rendezvous at {}, which sees this home at {}",
                    server.text(),
                    Endpoint.of(observed).text());
            tell(server, true, "this home is seen at " + NetUtil.toAddressString(observed.getAddress()));
            stunServers = servers;
            lines().forEach(line -> {
                listener.rendezvous(line, "");
                listener.stunServers(line, servers);
            });
        }

        @Override
        public void disconnected(Endpoint server, String reason, long retryMillis) {
            LOG.info(
                    "no connection to the rendezvous at {}: {}; next try in {} ms", server.text(), reason, retryMillis);
            String why = RendezvousTrouble.words(reason);
            tell(server, false, why);
            if (reports().stream().noneMatch(RendezvousReport::connected)) {
                lines().forEach(line -> listener.rendezvous(line, why));
            }
        }

        private String whose() {
            return owner.isPresent() ? "own" : "a joined exchange";
        }

        private void tell(Endpoint server, boolean connected, String why) {
            standings.change(server, whose(), connected, why, Instant.now()).ifPresent(listener::connection);
        }

        @Override
        public void presence(Correspondent who, boolean up) {
            if (who instanceof Correspondent.Exchange exchange && exchange.index() >= ELSEWHERE) {
                listener.peerElsewhere(LineId.friend(exchange.index() - ELSEWHERE), up);
            } else if (carriesALine(who)) {
                listener.peer(line(who), up);
            }
        }

        @Override
        public void superseded(Correspondent who, boolean now) {
            String what = who instanceof Correspondent.Exchange ? "invitation" : "rendezvous account";
            tellUsedTwice(
                    who,
                    now
                            ? "another machine uses the same " + what
                                    + " and was started later, so it has the line: stop it,"
                                    + " or start this node again"
                            : "");
        }

        @Override
        public void usedTwice(Correspondent who) {
            String what = who instanceof Correspondent.Exchange
                    ? "another machine uses the same invitation; it was started earlier and has left the line"
                    : "the invitation is used on two machines of theirs; the one that was started later has the line";
            tellUsedTwice(who, what);
        }

        @Override
        public void accountUsedTwice(Correspondent who) {
            tellUsedTwice(who, "another machine uses this node's rendezvous account; it was started earlier");
        }

        private void tellUsedTwice(Correspondent who, String what) {
            if (carriesALine(who)) {
                LOG.warn("line {}: {}", line(who), what.isEmpty() ? "this machine has it again" : what);
                listener.usedTwice(line(who), what);
            }
        }

        @Override
        public void ready(Correspondent who) {
            if (!carriesALine(who)) {
                return;
            }
            listener.stunServers(line(who), stunServers);
            relay.ifPresent(credentials -> listener.relay(line(who), credentials));
            listener.ready(line(who));
        }

        @Override
        public void received(Correspondent who, Octets payload) {
            if (carriesALine(who)) {
                Letter.decode(payload.toBytes()).ifPresent(letter -> listener.letter(line(who), letter));
            }
        }

        @Override
        public void relay(RelayCredentials credentials) {
            relay = Optional.of(credentials);
            lines().forEach(line -> listener.relay(line, credentials));
        }

        private List<LineId> lines() {
            synchronized (Introductions.this) {
                return byLine.entrySet().stream()
                        .filter(entry -> entry.getValue() == this)
                        .map(Map.Entry::getKey)
                        .toList();
            }
        }
    }

    private static Correspondent correspondent(LineId line) {
        return line.exchange() == 1
                ? new Correspondent.Subscriber(line.subscriber())
                : new Correspondent.Exchange(line.exchange());
    }

    private static boolean carriesALine(Correspondent who) {
        return who instanceof Correspondent.Exchange exchange
                ? exchange.index() < ELSEWHERE
                : ((Correspondent.Subscriber) who).number() < ELSEWHERE;
    }

    private static LineId line(Correspondent who) {
        return who instanceof Correspondent.Exchange exchange
                ? LineId.joined(exchange.index())
                : LineId.friend(((Correspondent.Subscriber) who).number());
    }
}
