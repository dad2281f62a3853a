package io.voider.nat.path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.voider.nat.ice.Agent;
import io.voider.nat.ice.AgentOutputs;
import io.voider.nat.ice.Base;
import io.voider.nat.ice.CandidateRoute;
import io.voider.nat.ice.NatReport;
import io.voider.nat.ice.OfferException;
import io.voider.nat.ice.PathStatus;
import io.voider.nat.portmap.RouterPort;
import io.voider.nat.portmap.RouterPortStatus;
import io.voider.nat.repair.ArrivalCount;
import io.voider.nat.wan.WanSide;
import io.voider.nat.wan.WanSocket;
import io.voider.nat.wan.WanSockets;
import io.voider.transport.count.Counters;
import io.voider.transport.shuttle.Path;
import io.voider.transport.time.Alarm;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a way for one line's tunnel datagrams to the other home, and keeps it. Its methods may be called from any thread
 * unless they say otherwise; the {@link PathListener} is called on the event loop.
 *
 * <p>In the order of a line's life: {@link #start}; what the listener's {@code offer} gets goes sealed to the other side,
 * and what comes from there to {@link #remoteOffer}; once the state is direct or relayed, {@link #send} and {@link
 * PathListener#receive} carry the tunnel; {@link #inCall} while there is a call; {@link #close}.
 */
public final class PathFinder implements Path {
    /** How often the kernel is asked what it dropped. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private final WanSide wan;
    private final PathListener listener;
    private final PredictionTurns turns;
    private final Random random;
    private @Nullable RouterPort routerPort;
    private final Agent agent;
    private final Relays relays;
    private final IncomingTraffic incoming;
    private final WanSockets sockets;
    private final Counters<PathCounter> counters = new Counters<>(PathCounter.class);
    private final PathConfig config;
    private List<InetAddress> addresses;
    private final Alarm alarm;
    private final PathRepair repair;
    private volatile int port;
    private boolean closed;
    private long lookedAtNanos;

    /**
     * @param wan where everything of this line happens
     * @param random must be unpredictable
     */
    public PathFinder(PathConfig config, WanSide wan, PredictionTurns turns, Random random, PathListener listener) {
        this.config = config;
        this.addresses = config.addresses();
        this.wan = wan;
        this.turns = turns;
        this.random = random;
        this.listener = listener;
        this.alarm = wan.alarm(this::timeout);
        this.agent = new Agent(config.stunServers(), new Outputs(), random);
        this.relays = new Relays(wan, random, new RelayEvents());
        this.incoming =
                new IncomingTraffic(agent, relays, listener, counters, wan, random.nextLong(), this::reschedule);
        this.repair = new PathRepair(wan, counters, this::sendLate, listener::repair);
        this.sockets = new WanSockets(wan, incoming::receiver);
    }

    /**
     * Opens the sockets and begins to gather. If the line's port is another program's, any other serves: see {@link #port}. The
     * future fails if there is no UDP socket at all.
     */
    public Future<Void> start() {
        var started = wan.loop().<Void>newPromise();
        boolean ipv6 = addresses.stream().anyMatch(address -> !(address instanceof Inet4Address));
        sockets.open(config.port(), ipv6, opened -> {
            if (opened == 0) {
                started.setFailure(new IllegalStateException(
                        "no UDP socket can be opened: perhaps this process may not open more files (ulimit -n)"));
                return;
            }
            port = opened;
            run(this::begin);
            started.setSuccess(null);
        });
        return started;
    }

    private void begin() {
        agent.start(wan.now(), sockets.mains(addresses));
        relays.use(config.turnServers(), sockets.main());
    }

    /** The port of the line's IPv4 socket: the configured one if it was free; 0 before {@link #start} is done. */
    public int port() {
        return port;
    }

    /** What the other side offers, opened and found genuine. Bytes that are no offer change nothing and are counted. */
    public void remoteOffer(byte[] offer) {
        onLoop(() -> {
            try {
                agent.remoteOffer(wan.now(), offer);
            } catch (OfferException e) {
                count(PathCounter.DROPPED_UNKNOWN);
            }
        });
    }

    /** The other side is there (again): have it offered our candidates. */
    public void offerAgain() {
        onLoop(() -> agent.offerAgain(wan.now()));
    }

    /** Whether a call is on: then silence is noticed within 400 ms and answered within 1.2 s. */
    public void inCall(boolean value) {
        onLoop(() -> {
            agent.inCall(wan.now(), value);
            repair.inCall(value);
            sockets.inCall(value);
        });
    }

    /** The machine's addresses have changed to these. */
    public void addressesChanged(List<InetAddress> now) {
        List<InetAddress> copy = List.copyOf(now);
        onLoop(() -> {
            if (!copy.equals(addresses)) {
                addresses = copy;
                agent.addressesChanged(wan.now(), sockets.mains(addresses));
            }
        });
    }

    /**
     * Asks the router for a port by PCP, NAT-PMP and UPnP, from now on, and offers what it maps to the other side. After
     * {@link #start}; again when router or address are others. Of the router that is asked already nothing new is asked.
     *
     * @param gateway the default gateway
     * @param client this machine's address on the gateway's network
     */
    public void mapPort(InetAddress gateway, InetAddress client) {
        onLoop(() -> {
            RouterPort before = routerPort;
            if (before != null) {
                if (before.asks(gateway, client)) {
                    return;
                }
                before.close();
                agent.portMapped(wan.now(), Set.of());
            }
            RouterPort next = new RouterPort(wan, random, gateway, client, port, new RouterEvents());
            routerPort = next;
            next.open();
        });
    }

    /** Other relays, or new credentials for them. An allocation that stands is kept until it ends. */
    public void relays(List<TurnServer> servers) {
        onLoop(() -> relays.use(List.copyOf(servers), sockets.main()));
    }

    /** What became of the port on the router; null if none is asked. Event loop only. */
    public @Nullable RouterPortStatus routerPort() {
        return routerPort == null ? null : routerPort.status();
    }

    /** What is known about the NAT in front of this machine. Event loop only. */
    public NatReport natReport() {
        return agent.report();
    }

    /**
     * Sends a tunnel datagram, perhaps not before {@link #flush}. Event loop only.
     *
     * @param datagram owned by the path from now on
     */
    @Override
    public void send(ByteBuf datagram) {
        CandidateRoute route = agent.route();
        if (route == null) {
            count(PathCounter.DROPPED_NO_PATH);
            datagram.release();
            return;
        }
        CandidateRoute copy = agent.copy();
        if (copy != null) {
            count(PathCounter.COPIES_SENT);
            write(copy, datagram.retainedDuplicate());
        } else {
            repair.sent(datagram);
        }
        count(PathCounter.SENT);
        write(route, datagram);
    }

    /** Sends a copy, on another path if there is one; says whether there is any. */
    private boolean sendLate(ByteBuf copy) {
        CandidateRoute route = agent.reserve();
        if (route == null) {
            return false;
        }
        write(route, copy);
        flush();
        return true;
    }

    /** Nothing more comes for the moment. Event loop only. */
    @Override
    public void flush() {
        WanSocket.flush();
        relays.flush();
    }

    private void write(CandidateRoute route, ByteBuf datagram) {
        WanSocket socket = sockets.find(route.base());
        if (socket != null) {
            socket.write(route.remote(), datagram);
        } else {
            relays.send(route.base(), route.remote(), datagram);
        }
    }

    /** A snapshot. */
    public Map<PathCounter, Long> counts() {
        return counters.snapshot();
    }

    private void count(PathCounter counter) {
        counters.increment(counter);
    }

    /** Gives everything back. */
    public void close() {
        wan.loop().execute(() -> {
            closed = true;
            alarm.cancel();
            repair.close();
            turns.release(this);
            relays.close();
            if (routerPort != null) {
                routerPort.close();
            }
            sockets.close();
            counters.add(PathCounter.DROPPED_FULL, sockets.takeDropped());
        });
    }

    private void onLoop(Runnable action) {
        if (wan.loop().inEventLoop()) {
            run(action);
        } else {
            wan.loop().execute(() -> run(action));
        }
    }

    private void run(Runnable action) {
        if (!closed) {
            action.run();
            reschedule();
        }
    }

    private void reschedule() {
        if (!closed) {
            long now = wan.now();
            alarm.set(agent.deadline(now));
            if (now - lookedAtNanos > LOOK_NANOS) {
                lookedAtNanos = now;
                counters.add(PathCounter.DROPPED_FULL, sockets.takeDropped());
            }
        }
    }

    private void timeout() {
        run(() -> agent.timeout(wan.now()));
    }

    private final class RouterEvents implements RouterPort.Listener {
        @Override
        public void mapped(Set<InetSocketAddress> outside) {
            run(() -> agent.portMapped(wan.now(), outside));
        }

        @Override
        public void dropped() {
            count(PathCounter.DROPPED_ROUTER);
        }
    }

    private final class RelayEvents implements Relays.Listener {
        @Override
        public void allocated(Base relay, InetSocketAddress address) {
            run(() -> agent.relayAllocated(wan.now(), relay, address));
        }

        @Override
        public void lost(Base relay) {
            run(() -> agent.relayLost(wan.now(), relay));
        }

        @Override
        public void data(Base relay, InetSocketAddress peer, ByteBuf datagram) {
            try {
                incoming.handle(relay, peer, datagram);
            } finally {
                datagram.release();
            }
        }

        @Override
        public void dropped() {
            count(PathCounter.DROPPED_RELAY);
        }
    }

    private final class Outputs implements AgentOutputs {
        @Override
        public void send(Base from, InetSocketAddress to, byte[] datagram, int ttl) {
            count(PathCounter.CHECKS_SENT);
            WanSocket socket = sockets.find(from);
            if (socket != null) {
                socket.send(to, datagram, ttl);
            } else if (ttl != AgentOutputs.DEFAULT_TTL) {
                relays.permit(from, to);
                relays.flush();
            } else {
                relays.send(from, to, Unpooled.wrappedBuffer(datagram));
                relays.flush();
            }
        }

        @Override
        public void offer(byte[] offer) {
            listener.offer(offer);
        }

        @Override
        public void openSockets(int count) {
            for (int i = 0; i < count; i++) {
                sockets.openFresh(base -> run(() -> agent.socketOpened(wan.now(), base)));
            }
        }

        @Override
        public void closeSocket(Base socket) {
            sockets.close(socket);
        }

        @Override
        public void requestPrediction() {
            wan.loop()
                    .execute(() ->
                            turns.request(PathFinder.this, () -> onLoop(() -> agent.predictionGranted(wan.now()))));
        }

        @Override
        public void releasePrediction() {
            turns.release(PathFinder.this);
        }

        @Override
        public void refreshRelays() {
            relays.refresh();
            if (routerPort != null) {
                routerPort.refresh();
            }
        }

        @Override
        public @Nullable ArrivalCount arrivals() {
            return repair.isInCall() ? incoming.arrivals() : null;
        }

        @Override
        public void heard(ArrivalCount count) {
            repair.heard(count);
        }

        @Override
        public void status(PathStatus status) {
            listener.status(status);
        }
    }
}
