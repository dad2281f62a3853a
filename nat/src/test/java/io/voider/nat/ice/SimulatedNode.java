package io.voider.nat.ice;

import io.netty.buffer.Unpooled;
import io.voider.nat.repair.ArrivalCount;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node on a simulated network: an agent, its sockets, and an allocation on a relay that it reaches by TCP. */
final class SimulatedNode implements AgentOutputs, SimulatedNetwork.Host {
    static final Base MAIN = new Base(0, Base.Kind.IPV4);
    static final Base RELAY = new Base(1, Base.Kind.RELAY);
    private static final long RENDEZVOUS_DELAY = 50 * SimulatedNetwork.MILLISECOND;

    private final SimulatedNetwork network;
    private final SimulatedNetwork.Segment lan;
    private final String address;
    private final Random random;
    final Agent agent;
    private final Map<Integer, Base> sockets = new HashMap<>();
    private final Map<Base, Integer> ports = new HashMap<>();
    private final Set<InetAddress> permissions = new HashSet<>();
    private @Nullable InetSocketAddress relayed;
    private int nextSocket = 10;
    private long wakeAt = Long.MAX_VALUE;

    @Nullable
    SimulatedNode friend;

    /**
     * A STUN message that came or left.
     *
     * @param other the address that it came from, or went to
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on as it is; it is told by where it came from
    record Traffic(Base base, InetSocketAddress other, byte[] bytes) {}

    boolean rendezvousUp = true;
    /** Nothing comes from it any more. */
    boolean ended;
    /** One way between it and its relay. */
    long relayDelay = 25 * SimulatedNetwork.MILLISECOND;
    /** Interfaces of its own beside the one on the LAN, of which the kernel tells the addresses first. */
    int bridges;

    long sent;
    long offers;
    long timeouts;
    int openSockets = 1;
    int mostSockets = 1;
    final List<PathStatus> statuses = new ArrayList<>();
    final List<Long> dataAt = new ArrayList<>();
    final List<Traffic> wrote = new ArrayList<>();
    final List<Traffic> heard = new ArrayList<>();
    final Set<Integer> dataSeen = new HashSet<>();

    SimulatedNode(SimulatedNetwork network, SimulatedNetwork.Segment lan, String address, int port) {
        this.network = network;
        this.lan = lan;
        this.address = address;
        this.random = new Random(network.random.nextLong());
        this.agent = new Agent(
                List.of(
                        new StunServer(SimulatedNetwork.at("192.0.2.1", 3478)),
                        new StunServer(SimulatedNetwork.at("192.0.2.1", 3479)),
                        new StunServer(SimulatedNetwork.at("192.0.2.2", 3478))),
                this,
                random);
        lan.attach(address, this);
        bind(MAIN, port);
    }

    /** A STUN server on the simulated internet. */
    static void stunServer(SimulatedNetwork network, String address) {
        network.internet.attach(address, (at, from, datagram) -> {
            try {
                StunMessage request = StunMessage.decode(Unpooled.wrappedBuffer(datagram), 1500);
                byte[] response = StunWriter.success(request)
                        .address(StunAttribute.XOR_MAPPED_ADDRESS, from)
                        .toBytes();
                network.internet.carry(at, from, response, 64);
            } catch (StunException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void bind(Base base, int port) {
        sockets.put(port, base);
        ports.put(base, port);
    }

    void start() {
        Set<InetSocketAddress> hosts = new LinkedHashSet<>();
        for (int i = 0; i < bridges; i++) {
            hosts.add(SimulatedNetwork.at("172." + (17 + i / 250) + "." + i % 250 + ".1", port(MAIN)));
        }
        hosts.add(SimulatedNetwork.at(address, port(MAIN)));
        agent.start(network.now(), Map.of(MAIN, hosts));
        wake();
    }

    int port(Base base) {
        Integer port = ports.get(base);
        if (port == null) {
            throw new IllegalStateException("no such socket: " + base);
        }
        return port;
    }

    /** An allocation on the relay with this outside address; the way to the relay itself never fails. */
    void allocate(String outside, int port) {
        relayed = SimulatedNetwork.at(outside, port);
        network.internet.attach(outside, (at, from, datagram) -> {
            if (permissions.contains(from.getAddress())) {
                network.after(relayDelay, () -> handle(RELAY, from, datagram));
            }
        });
        agent.relayAllocated(network.now(), RELAY, SimulatedNetwork.at(outside, port));
        wake();
    }

    @Override
    public void send(Base from, InetSocketAddress to, byte[] datagram, int ttl) {
        sent++;
        wrote.add(new Traffic(from, to, datagram));
        transmit(from, to, datagram, ttl);
    }

    private void transmit(Base from, InetSocketAddress to, byte[] datagram, int ttl) {
        if (ended) {
            return;
        }
        InetSocketAddress relay = relayed;
        if (from.kind() == Base.Kind.RELAY && relay != null) {
            permissions.add(to.getAddress());
            if (ttl != DEFAULT_TTL) {
                return;
            }
            network.after(relayDelay, () -> network.internet.carry(relay, to, datagram, 64));
        } else {
            lan.carry(SimulatedNetwork.at(address, port(from)), to, datagram, ttl == DEFAULT_TTL ? 64 : ttl);
        }
    }

    @Override
    public void offer(byte[] offer) {
        offers++;
        SimulatedNode other = friend;
        if (other != null && rendezvousUp && !ended) {
            network.after(RENDEZVOUS_DELAY, () -> other.remoteOffer(offer));
        }
    }

    private void remoteOffer(byte[] offer) {
        try {
            agent.remoteOffer(network.now(), offer);
        } catch (OfferException e) {
            throw new IllegalStateException(e);
        }
        wake();
    }

    @Override
    public void openSockets(int count) {
        network.after(0, () -> {
            for (int i = 0; i < count; i++) {
                int port = 1024 + random.nextInt(64_512);
                if (!sockets.containsKey(port)) {
                    openSockets++;
                    mostSockets = Math.max(mostSockets, openSockets);
                    Base base = new Base(nextSocket++, Base.Kind.IPV4);
                    bind(base, port);
                    agent.socketOpened(network.now(), base);
                } else {
                    i--;
                }
            }
            wake();
        });
    }

    @Override
    public void closeSocket(Base socket) {
        openSockets--;
        sockets.remove(ports.remove(socket));
    }

    @Override
    public void requestPrediction() {
        network.after(0, () -> {
            agent.predictionGranted(network.now());
            wake();
        });
    }

    @Override
    public void releasePrediction() {}

    @Override
    public void refreshRelays() {}

    @Override
    public @Nullable ArrivalCount arrivals() {
        return null;
    }

    @Override
    public void heard(ArrivalCount count) {}

    @Override
    public void status(PathStatus status) {
        statuses.add(status);
    }

    PathStatus.State state() {
        return statuses.get(statuses.size() - 1).state();
    }

    @Override
    public void receive(InetSocketAddress at, InetSocketAddress from, byte[] datagram) {
        Base base = sockets.get(at.getPort());
        if (base != null) {
            handle(base, from, datagram);
        }
    }

    void handle(Base base, InetSocketAddress from, byte[] datagram) {
        if (datagram.length == 4) {
            if (agent.data(network.now(), base, from)
                    && dataSeen.add(Unpooled.wrappedBuffer(datagram).readInt())) {
                dataAt.add(network.now());
            }
        } else {
            heard.add(new Traffic(base, from, datagram));
            try {
                agent.receive(network.now(), base, from, StunMessage.decode(Unpooled.wrappedBuffer(datagram), 1500));
            } catch (StunException e) {
                throw new IllegalStateException(e);
            }
        }
        wake();
    }

    /** Sends a tunnel datagram where the agent says. */
    void data(int number) {
        byte[] datagram = Unpooled.buffer(4).writeInt(number).array();
        for (CandidateRoute route : new CandidateRoute[] {agent.route(), agent.copy()}) {
            if (route != null) {
                transmit(route.base(), route.remote(), datagram, DEFAULT_TTL);
            }
        }
    }

    void wake() {
        long deadline = agent.deadline(network.now());
        long at = Math.max(deadline, network.now() + 1000);
        if (at < wakeAt) {
            wakeAt = at;
            network.after(at - network.now(), () -> {
                if (wakeAt == at) {
                    wakeAt = Long.MAX_VALUE;
                    timeouts++;
                    agent.timeout(network.now());
                    wake();
                }
            });
        }
    }

    /** The longest time without a datagram since {@code from}. */
    long longestGap(long from, long until) {
        long longest = 0;
        long before = from;
        for (long at : dataAt) {
            if (at > from && at <= until) {
                longest = Math.max(longest, at - before);
                before = at;
            }
        }
        return Math.max(longest, until - before);
    }
}
