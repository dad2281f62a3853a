package io.voider.cli.node.line;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.Network;
import io.voider.cli.node.ground.Closers;
import io.voider.cli.node.ground.CounterGroup;
import io.voider.cli.node.ground.CounterReading;
import io.voider.cli.node.ground.NodeLoops;
import io.voider.cli.node.ground.SideOutlet;
import io.voider.cli.node.ground.Tunnel;
import io.voider.cli.node.ground.WanAddresses;
import io.voider.cli.node.signalling.Exchange;
import io.voider.cli.node.signalling.TcpSip;
import io.voider.cli.report.Events;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.Change;
import io.voider.cli.state.Failure;
import io.voider.cli.state.Friend;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.Membership;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.StateException;
import io.voider.nat.path.PredictionTurns;
import io.voider.nat.portmap.RouterPortStatus;
import io.voider.nat.rendezvous.client.IntroductionCounter;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.ns.Claim;
import io.voider.transport.count.Counters;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Roll;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.openvpn.OpenVpn;
import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.openvpn.TunnelTransition;
import io.voider.transport.shuttle.Shuttle;
import io.voider.transport.tunnel.TunnelClient;
import io.voider.transport.tunnel.TunnelListener;
import io.voider.transport.tunnel.TunnelServer;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a node: my own exchange's friends over one OpenVPN server, and each joined exchange over a client of its own.
 * {@link #follow} makes them fit the state; it blocks, and belongs to the thread that follows, like {@link #close}. A line
 * that cannot be set up is out of order, says why, and is tried again with the next change; the others do not suffer.
 */
public final class Lines implements Introductions.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lines.class);
    private static final int OWN = 1;
    private static final int OWNER = 1;

    private final Claim claim;
    private final OpenVpn openVpn;
    private final NodeLoops loops;
    private final Exchange exchange;
    private final SideOutlet outlet;
    private final TcpSip tcp;
    private final Events events;
    private final IoEventLoop signalling;
    private final Introductions introductions;
    private final Counters<IntroductionCounter> introduced = new Counters<>(IntroductionCounter.class);
    private final Renewals renewals;
    private final WanAddresses addresses;
    private final PredictionTurns predictionTurns = new PredictionTurns();
    private final Map<LineId, LineLink> links = new ConcurrentHashMap<>();
    private final Map<Integer, Joined> joined = new ConcurrentHashMap<>();
    /** Those that could not be set up; for the thread that follows alone. */
    private final Set<LineId> outOfOrder = new HashSet<>();

    private volatile @Nullable Own own;

    /** My own exchange's tunnel. */
    private record Own(Tunnel tunnel, TunnelServer server) {}

    /** The tunnel to an exchange that was joined. */
    private record Joined(Tunnel tunnel, TunnelClient client) {}

    public Lines(
            Claim claim,
            Registrar registrar,
            OpenVpn openVpn,
            NodeLoops loops,
            Exchange exchange,
            SideOutlet outlet,
            TcpSip tcp,
            Events events) {
        this.claim = claim;
        this.openVpn = openVpn;
        this.loops = loops;
        this.exchange = exchange;
        this.outlet = outlet;
        this.tcp = tcp;
        this.events = events;
        this.signalling = loops.signalling();
        this.introductions = new Introductions(loops.introductions(), this, introduced);
        this.addresses = new WanAddresses(loops::onBooks, () -> {
            links.values().forEach(LineLink::addressesChanged);
            introductions.networkChanged();
        });
        signalling.execute(
                () -> exchange.onBusyLines(busy -> links.forEach((line, link) -> link.inCall(busy.contains(line)))));
        this.renewals = new Renewals(registrar, introductions::send, this::renewed);
        signalling.scheduleAtFixedRate(() -> loops.books().execute(renewals::renew), 0, 1, TimeUnit.DAYS);
    }

    private void renewed(int index, Invitation invitation) {
        Joined exchangeJoined = joined.get(index);
        if (exchangeJoined != null) {
            exchangeJoined.client.renew(invitation);
        }
    }

    /** Makes the lines fit the state: cuts off first, then adds. */
    public void follow(Change change) {
        loops.requireFollowing();
        Set<LineId> wanted = new HashSet<>();
        change.state().friends().stream()
                .filter(Friend::invited)
                .forEach(friend -> wanted.add(LineId.friend(friend.number())));
        change.state().exchanges().forEach(other -> wanted.add(LineId.joined(other.index())));
        for (LineId line : Set.copyOf(links.keySet())) {
            if (!wanted.contains(line)) {
                cutOff(line, change.roll().revocationListPem());
            }
        }
        outOfOrder.stream().filter(line -> !wanted.contains(line)).toList().forEach(this::forget);
        signalling.submit(() -> exchange.plan(change.state())).syncUninterruptibly();
        for (Friend friend : change.state().friends()) {
            if (friend.invited()) {
                add(LineId.friend(friend.number()), friend.name(), closers -> addFriend(friend, change, closers));
            }
        }
        for (JoinedExchange other : change.state().exchanges()) {
            add(LineId.joined(other.index()), other.name(), closers -> addExchange(other, change, closers));
        }
        introductions.follow(change);
    }

    /** Sets one line up, or not at all. */
    private void add(LineId line, String name, Consumer<Closers> setUp) {
        if (links.containsKey(line)) {
            return;
        }
        Closers closers = new Closers();
        try {
            signalling.execute(() -> exchange.board().add(line, name));
            setUp.accept(closers);
            outOfOrder.remove(line);
        } catch (RuntimeException e) {
            closers.close();
            LOG.error("the line to {} cannot be set up: {}", name, Failure.words(e));
            LOG.debug("the line to {}", name, e);
            outOfOrder.add(line);
            signalling.execute(() -> exchange.board().outOfOrder(line, Failure.words(e)));
        } catch (Error e) {
            closers.close();
            throw e;
        }
    }

    private void forget(LineId line) {
        outOfOrder.remove(line);
        signalling.execute(() -> exchange.board().remove(line));
    }

    private void addFriend(Friend friend, Change change, Closers closers) {
        LineId line = LineId.friend(friend.number());
        Subscriber subscriber = change.roll().friends().get(friend.number());
        if (subscriber == null) {
            String why = change.unreadable()
                    .friends()
                    .getOrDefault(friend.number(), "there is no certificate of " + friend.name() + "'s");
            throw new StateException(why + ": revoke " + friend.name() + " and invite again");
        }
        Own server = ownTunnel(change.roll());
        IoEventLoop loop = loops.carrying();
        LineLink link = link(line, friend.wanPort(), loop, closers);
        Future<Shuttle> admission = server.server.admit(subscriber, loop);
        admission.addListener(admitted -> {
            if (admitted.isSuccess()) {
                link.carry((Shuttle) admitted.getNow());
            } else {
                String why = Failure.words(admitted.cause());
                LOG.error("{} cannot be admitted: {}", friend.name(), why);
                signalling.execute(() -> exchange.board().outOfOrder(line, why));
            }
        });
    }

    private Own ownTunnel(Roll roll) {
        Own known = own;
        if (known != null) {
            return known;
        }
        Closers closers = new Closers();
        try {
            Network network = Network.tunnel(OWN);
            Tunnel tunnel = new Tunnel(network, claim, OWNER, loops.carrying(), exchange.pipeline(network), outlet);
            closers.add("my own exchange's namespace", tunnel::close);
            TunnelServer server = TunnelServer.start(
                    new TunnelServer.Setup(
                            tunnel.namespace(),
                            openVpn,
                            roll.authority(),
                            roll.revocationListPem(),
                            tunnel.loop(),
                            new OwnListener(tunnel)),
                    List.of(),
                    Instant::now);
            closers.add("my own exchange's tunnel", () -> server.stop().awaitUninterruptibly());
            closers.add("SIP over TCP of my own exchange", () -> tcp.leave(network));
            tcp.listen(network, tunnel.namespace());
            Own made = new Own(tunnel, server);
            own = made;
            return made;
        } catch (RuntimeException | Error e) {
            closers.close();
            throw e;
        }
    }

    private void addExchange(JoinedExchange other, Change change, Closers closers) {
        LineId line = LineId.joined(other.index());
        Membership membership = change.memberships().get(other.index());
        if (membership == null) {
            throw new StateException(change.unreadable()
                    .exchanges()
                    .getOrDefault(other.index(), "there is no invitation to " + other.name()));
        }
        Network network = Network.tunnel(other.index());
        Tunnel tunnel = new Tunnel(network, claim, other.me(), loops.carrying(), exchange.pipeline(network), outlet);
        closers.add("the namespace of " + other.name(), tunnel::close);
        LineLink link = link(line, other.wanPort(), tunnel.loop(), closers);
        TunnelClient client = TunnelClient.start(new TunnelClient.Setup(
                tunnel.namespace(), openVpn, membership.invitation(), tunnel.loop(), transition -> {
                    tunnel.changed(transition);
                    tunnelChanged(line, transition.to() == TunnelState.UP, transition.reason());
                }));
        closers.add("the tunnel to " + other.name(), () -> {
            joined.remove(other.index());
            client.stop().awaitUninterruptibly();
        });
        joined.put(other.index(), new Joined(tunnel, client));
        closers.add("SIP over TCP of " + other.name(), () -> tcp.leave(network));
        tcp.listen(network, tunnel.namespace());
        link.carry(client.shuttle());
    }

    private LineLink link(LineId line, int wanPort, IoEventLoop loop, Closers closers) {
        LineLink link = new LineLink(
                line, wanPort, loop, exchange.board(), signalling, introductions, predictionTurns, addresses);
        links.put(line, link);
        closers.add("the path of line " + line, () -> {
            links.remove(line);
            link.close();
        });
        return link;
    }

    /** Nothing of the line's passes once this returns. */
    private void cutOff(LineId line, String revocationListPem) {
        LineLink link = links.remove(line);
        if (link != null) {
            link.close();
        }
        if (line.exchange() == OWN && own != null) {
            own.server.revoke(line.subscriber(), revocationListPem);
        }
        signalling
                .submit(() -> {
                    exchange.cutOff(line);
                    tcp.cutOff(line);
                })
                .syncUninterruptibly();
        if (line.exchange() != OWN) {
            leave(line.exchange());
        }
    }

    private void leave(int index) {
        Joined left = joined.remove(index);
        if (left != null) {
            tcp.leave(Network.tunnel(index));
            left.client.stop().awaitUninterruptibly();
            left.tunnel.close();
        }
    }

    private void tunnelChanged(LineId line, boolean up, String reason) {
        signalling.execute(() -> {
            exchange.board().tunnel(line, up, reason);
            if (up) {
                tcp.restarted(line);
            }
        });
    }

    /** Hears of my own exchange's tunnel, on its loop. */
    private final class OwnListener implements TunnelListener {
        private final Tunnel tunnel;

        OwnListener(Tunnel tunnel) {
            this.tunnel = tunnel;
        }

        @Override
        public void changed(TunnelTransition transition) {
            tunnel.changed(transition);
        }

        @Override
        public void friend(int number, boolean up, String reason) {
            tunnelChanged(LineId.friend(number), up, reason);
        }
    }

    /** Adds what is counted of every tunnel and line; from any thread. */
    public void count(CounterReading reading) {
        reading.add(CounterGroup.INTRODUCTIONS, introduced);
        links.forEach((line, link) -> link.count(reading, name(line)));
        Own server = own;
        if (server != null) {
            server.tunnel.count(reading);
        }
        joined.values().forEach(each -> each.tunnel.count(reading));
    }

    /** What the router does for each line that there is a link of, by what one dials for it; from any thread. */
    public CompletableFuture<Map<String, RouterPortStatus>> routerPorts() {
        Map<String, RouterPortStatus> ports = new ConcurrentHashMap<>();
        return CompletableFuture.allOf(links.entrySet().stream()
                        .map(each -> each.getValue()
                                .routerPort()
                                .thenAccept(port -> port.ifPresent(
                                        status -> ports.put(each.getKey().toString(), status))))
                        .toArray(CompletableFuture[]::new))
                .thenApply(all -> ports);
    }

    /** How often OpenVPN was started for each exchange's tunnel, by the exchange; from any thread. */
    public Map<Integer, Long> tunnelStarts() {
        Map<Integer, Long> starts = new TreeMap<>();
        Own server = own;
        if (server != null) {
            starts.put(OWN, server.tunnel.starts());
        }
        joined.forEach((index, each) -> starts.put(index, each.tunnel.starts()));
        return starts;
    }

    private static String name(LineId line) {
        return line.exchange() == OWN ? Integer.toString(line.subscriber()) : "x" + line.exchange();
    }

    public List<RendezvousReport> rendezvousReports() {
        return introductions.reports();
    }

    @Override
    public void peer(LineId line, boolean up) {
        signalling.execute(() -> exchange.board().peer(line, up));
        LineLink link = links.get(line);
        if (link != null && !up) {
            link.peerUnseen();
        }
    }

    @Override
    public void connection(RendezvousReport server) {
        events.rendezvous(server);
    }

    @Override
    public void rendezvous(LineId line, String whyNot) {
        signalling.execute(() -> exchange.board().rendezvous(line, whyNot));
    }

    @Override
    public void peerElsewhere(LineId line, boolean up) {
        signalling.execute(() -> exchange.board().peerElsewhere(line, up));
    }

    @Override
    public void ready(LineId line) {
        LineLink link = links.get(line);
        if (link != null) {
            link.ready();
        }
        loops.books().execute(() -> renewals.offer(line));
    }

    @Override
    public void letter(LineId line, Letter letter) {
        LineLink link = links.get(line);
        if (letter instanceof Letter.Certificate certificate) {
            loops.books().execute(() -> renewals.take(line, certificate));
        } else if (letter instanceof Letter.Offer offer && link != null) {
            link.remoteOffer(offer.bytes());
        }
    }

    @Override
    public void stunServers(LineId line, List<InetSocketAddress> servers) {
        LineLink link = links.get(line);
        if (link != null) {
            link.stunServers(servers);
        }
    }

    @Override
    public void relay(LineId line, RelayCredentials credentials) {
        LineLink link = links.get(line);
        if (link != null) {
            link.relay(credentials);
        }
    }

    @Override
    public void usedTwice(LineId line, String what) {
        signalling.execute(() -> exchange.board().usedTwice(line, what));
    }

    @Override
    public void unusable(LineId line, String why) {
        signalling.execute(() -> exchange.board().outOfOrder(line, why));
    }

    @Override
    public void close() {
        loops.requireFollowing();
        introductions.close();
        // All at once, for each takes a second to say goodbye; then the paths, over which they say it.
        if (own != null) {
            own.server.stop();
        }
        joined.values().forEach(each -> each.client.stop());
        List.copyOf(joined.keySet()).forEach(this::leave);
        links.values().forEach(LineLink::close);
        if (own != null) {
            own.server.stop().awaitUninterruptibly();
            own.tunnel.close();
            own = null;
        }
        addresses.close();
    }
}
