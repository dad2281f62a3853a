package io.voider.cli.node.line;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.voider.cli.exchange.LineBoard;
import io.voider.cli.exchange.LineId;
import io.voider.cli.node.ground.CounterGroup;
import io.voider.cli.node.ground.CounterReading;
import io.voider.cli.node.ground.Elsewhere;
import io.voider.cli.node.ground.Whereabouts;
import io.voider.nat.ice.PathStatus;
import io.voider.nat.ice.StunServer;
import io.voider.nat.path.PathConfig;
import io.voider.nat.path.PathFinder;
import io.voider.nat.path.PathListener;
import io.voider.nat.path.PredictionTurns;
import io.voider.nat.path.TurnServer;
import io.voider.nat.portmap.RouterPortStatus;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.repair.RepairStatus;
import io.voider.nat.turn.TurnUri;
import io.voider.nat.wan.WanSide;
import io.voider.transport.address.SocketTrouble;
import io.voider.transport.shuttle.Path;
import io.voider.transport.shuttle.Shuttle;
import io.voider.transport.time.Alarm;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line's way through the Internet, joined to the shuttle that carries its tunnel. Lives on the line's loop; what comes
 * from other threads is handed over to it.
 */
final class LineLink implements PathListener, Path {
    private static final Logger LOG = LoggerFactory.getLogger(LineLink.class);
    private static final double NANOS_PER_MILLI = 1e6;

    /** How long a path is watched as in a call: longer than a silent one takes to be given up. */
    private static final long DOUBT_NANOS = 5_000_000_000L;

    /** How a line's letters get to its other end. */
    interface Post {
        /** Has a letter delivered. */
        void send(LineId line, Letter letter);

        /** The line's path is silent: perhaps the way of its letters is as well. */
        void doubt(LineId line);
    }

    private final LineId line;
    private final int wanPort;
    private final IoEventLoop loop;
    private final LineBoard board;
    private final Executor signalling;
    private final Post post;
    private final PredictionTurns turns;
    private final Whereabouts addresses;
    private final LineWatch watch = new LineWatch();
    private final Alarm look;
    private final Alarm doubted;
    private volatile @Nullable PathFinder finder;
    private volatile @Nullable Shuttle shuttle;
    private List<TurnServer> relays = List.of();
    private @Nullable PathStatus latest;
    private boolean gone;
    private boolean silent;
    private boolean closed;

    LineLink(
            LineId line,
            int wanPort,
            IoEventLoop loop,
            LineBoard board,
            Executor signalling,
            Post post,
            PredictionTurns turns,
            Whereabouts addresses) {
        this.line = line;
        this.wanPort = wanPort;
        this.loop = loop;
        this.board = board;
        this.signalling = signalling;
        this.post = post;
        this.turns = turns;
        this.addresses = addresses;
        this.look = new Alarm(loop, loop.ticker(), this::look);
        this.doubted = new Alarm(loop, loop.ticker(), this::seenAgain);
    }

    /** From now on the line's tunnel is that shuttle's. */
    void carry(Shuttle carried) {
        loop.execute(() -> {
            shuttle = carried;
            carried.inCall(watch.isBusy());
            if (watch.hasPath()) {
                carried.path(this);
            }
            look();
        });
    }

    /** These can tell where the line's socket is seen from; the first time, the search begins. */
    void stunServers(List<InetSocketAddress> servers) {
        loop.execute(() -> {
            if (finder != null || closed || servers.isEmpty()) {
                return;
            }
            PathConfig config = new PathConfig(
                    wanPort,
                    addresses.addresses(),
                    servers.stream().map(StunServer::new).toList(),
                    relays);
            PathFinder started = new PathFinder(config, WanSide.here(loop), turns, new SecureRandom(), this);
            finder = started;
            started.start().addListener(opened -> {
                if (opened.isSuccess()) {
                    if (started.port() != wanPort) {
                        LOG.warn(
                                "line {}: its UDP port {} is used by another program; until the next start it has {},"
                                        + " which matters only if a router maps {} by hand",
                                line,
                                wanPort,
                                started.port(),
                                wanPort);
                    }
                    askRouter(started);
                } else {
                    LOG.error("line {}: {}", line, SocketTrouble.words(opened.cause()));
                    tell(null, SocketTrouble.words(opened.cause()));
                }
            });
        });
    }

    /** The other node is there and can be sent an offer. */
    void ready() {
        onFinder(PathFinder::offerAgain);
    }

    /** What the other node offers. */
    void remoteOffer(byte[] offer) {
        onFinder(running -> running.remoteOffer(offer));
    }

    /** A relay that may be used. */
    void relay(RelayCredentials credentials) {
        List<TurnServer> servers = new ArrayList<>();
        for (String uri : credentials.uris()) {
            TurnUri.parse(uri)
                    .ifPresent(relay -> servers.add(new TurnServer(
                            relay.transport(), relay.address(), credentials.username(), credentials.password(), null)));
        }
        loop.execute(() -> {
            relays = List.copyOf(servers);
            if (finder != null) {
                finder.relays(relays);
            }
        });
    }

    /** The machine has other addresses now, or another router. */
    void addressesChanged() {
        onFinder(running -> {
            running.addressesChanged(addresses.addresses());
            askRouter(running);
        });
    }

    private void askRouter(PathFinder running) {
        addresses.gateway().ifPresent(gateway -> running.mapPort(gateway.address(), gateway.ours()));
    }

    /** Whether there is a call on the line, in which silence is noticed sooner. */
    void inCall(boolean value) {
        loop.execute(() -> {
            watch.busy(value, now());
            if (shuttle != null && !closed) {
                shuttle.inCall(value);
            }
            attend();
            look();
        });
    }

    /**
     * The rendezvous has lost sight of the other node. If only the rendezvous has, nothing comes of it; but if that node is
     * gone, the next caller is to hear so at once, and not silence until the path's next check.
     */
    void peerUnseen() {
        loop.execute(() -> {
            watch.unseen(true, now());
            attend();
            look();
            doubted.set(now() + DOUBT_NANOS); // it went and came and went: the time counts from now
        });
    }

    private void seenAgain() {
        watch.unseen(false, now());
        attend();
    }

    private void attend() {
        if (finder != null && !closed) {
            finder.inCall(watch.isAttentive());
        }
    }

    /** What became of the line's port on the router: empty if none is asked. */
    CompletableFuture<Optional<RouterPortStatus>> routerPort() {
        return Elsewhere.on(loop, () -> {
            PathFinder running = finder;
            return running == null || closed ? Optional.empty() : Optional.ofNullable(running.routerPort());
        });
    }

    /** Adds what is counted of the line's datagrams; from any thread. */
    void count(CounterReading reading, String name) {
        Shuttle carried = shuttle;
        if (carried != null) {
            reading.add(CounterGroup.LINE, name, carried.counters());
        }
        PathFinder running = finder;
        if (running != null) {
            reading.add(CounterGroup.PATH, name, running.counts());
        }
    }

    private void onFinder(Consumer<PathFinder> action) {
        loop.execute(() -> {
            if (finder != null && !closed) {
                action.accept(finder);
            }
        });
    }

    /** Gives everything back. Once this returns, nothing more passes. */
    void close() {
        loop.submit(this::end).awaitUninterruptibly();
    }

    private void end() {
        if (closed) {
            return;
        }
        closed = true;
        look();
        if (shuttle != null) {
            shuttle.inCall(false);
        }
        if (finder != null) {
            finder.close();
        }
    }

    @Override
    public void offer(byte[] offer) {
        post.send(line, new Letter.Offer(offer));
    }

    @Override
    public void status(PathStatus status) {
        LOG.debug("line {}: path {} ({})", line, status.state(), status.explanation());
        boolean before = watch.hasPath();
        watch.path(status.state(), now());
        boolean now = watch.hasPath();
        if (now != before) {
            if (shuttle != null) {
                shuttle.path(now ? this : null);
            }
        } else if (now && shuttle != null && status.state() != PathStatus.State.SUSPECT) {
            shuttle.doubt(); // found anew: perhaps since the other node was started anew
        }
        if (status.state() == PathStatus.State.SUSPECT || status.state() == PathStatus.State.LOST) {
            post.doubt(line);
        }
        latest = status;
        look();
        tellPath(status);
    }

    private void tellPath(PathStatus status) {
        gone = watch.isGone(now());
        tell(watch.hasPath() && !gone ? carrier(status) : null, status.explanation());
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    /** Whether the tunnel says what the path says; looks again when that may have changed. */
    private void look() {
        look.cancel();
        watch.until(now());
        if (latest != null && !closed && gone != watch.isGone(now())) {
            tellPath(latest);
        }
        Shuttle carried = shuttle;
        if (carried == null || closed || !watch.hasPath()) {
            return;
        }
        long silence = carried.silenceNanos();
        boolean passes = watch.passes(silence, now());
        if (passes) {
            long silentNanos = now() + LineWatch.SILENCE_NANOS - silence;
            long goneNanos = watch.goneNanos(silentNanos);
            look.set(goneNanos - silentNanos < 0 ? goneNanos : silentNanos);
        } else {
            carried.whenThrough(this::look);
        }
        if (silent == passes) {
            silent = !passes;
            signalling.execute(() -> board.silent(line, !passes));
        }
    }

    @Override
    public void repair(RepairStatus status) {
        String what = status.words();
        signalling.execute(() -> board.repair(line, what));
    }

    private static LineBoard.Carrier carrier(PathStatus status) {
        boolean relayed = status.state() == PathStatus.State.RELAYED;
        Double rttMillis = status.rttNanos() == 0 ? null : status.rttNanos() / NANOS_PER_MILLI;
        return new LineBoard.Carrier(relayed ? "relayed" : "direct", rttMillis, relayed ? status.explanation() : null);
    }

    private void tell(LineBoard.@Nullable Carrier carrier, @Nullable String why) {
        signalling.execute(() -> board.path(line, carrier, why));
    }

    @Override
    public void receive(ByteBuf datagram) {
        if (shuttle == null || closed) {
            datagram.release();
        } else {
            shuttle.receive(datagram);
        }
    }

    @Override
    public void send(ByteBuf datagram) {
        if (finder == null || closed) {
            datagram.release();
        } else {
            finder.send(datagram);
        }
    }

    @Override
    public void flush() {
        if (finder != null) {
            finder.flush();
        }
    }
}
