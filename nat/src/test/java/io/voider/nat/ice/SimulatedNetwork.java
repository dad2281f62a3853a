package io.voider.nat.ice;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An internet in memory: networks, NATs between them, hosts in them; delay, loss and reordering where they meet. */
final class SimulatedNetwork {
    static final long MILLISECOND = 1_000_000;

    interface Host {
        void receive(InetSocketAddress at, InetSocketAddress from, byte[] datagram);
    }

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /** A link layer: whoever is attached hears what is sent to its address; the rest goes to the gateway. */
    final class Segment {
        private final Map<InetAddress, Object> attached = new HashMap<>();
        private final long delayNanos;
        private final boolean core;
        private @Nullable Nat gateway;

        Segment(long delayNanos, boolean core) {
            this.delayNanos = delayNanos;
            this.core = core;
        }

        void attach(String address, Host host) {
            attached.put(ip(address), host);
        }

        void detach(String address) {
            attached.remove(ip(address));
        }

        void carry(InetSocketAddress from, InetSocketAddress to, byte[] datagram, int ttl) {
            int left = core ? ttl - 1 : ttl;
            if (left <= 0 || (core && random.nextDouble() < loss)) {
                return;
            }
            long jitter = core ? (long) (random.nextDouble() * jitterNanos) : 0;
            after(delayNanos + jitter, () -> arrive(from, to, datagram, left));
        }

        private void arrive(InetSocketAddress from, InetSocketAddress to, byte[] datagram, int ttl) {
            Object target = attached.get(to.getAddress());
            if (target instanceof Nat nat) {
                nat.inbound(from, to, datagram, ttl);
            } else if (target instanceof Host host) {
                host.receive(to, from, datagram);
            } else if (gateway != null) {
                gateway.outbound(from, to, datagram, ttl);
            }
        }
    }

    final class Nat {
        private record Mapping(InetSocketAddress inside, int port, Set<InetSocketAddress> contacted) {}

        private final NatBehaviour behaviour;
        private final Segment inside;
        private final Segment outside;
        private InetAddress address;
        private final Map<Object, Mapping> byInside = new HashMap<>();
        private final Map<Integer, Mapping> byPort = new HashMap<>();
        private final Set<Object> claims = new HashSet<>();
        private int sequence = 30_000;
        boolean dropsUdp;
        final Set<InetAddress> dropped = new HashSet<>();
        final Set<InetAddress> droppedOutbound = new HashSet<>();

        Nat(NatBehaviour behaviour, Segment inside, Segment outside, String address) {
            this.behaviour = behaviour;
            this.inside = inside;
            this.outside = outside;
            this.address = ip(address);
            inside.gateway = this;
            outside.attached.put(this.address, this);
        }

        /** All state is lost, as in a reboot. */
        void flush() {
            byInside.clear();
            byPort.clear();
            claims.clear();
        }

        void moveTo(String next) {
            outside.attached.remove(address);
            address = ip(next);
            outside.attached.put(address, this);
            flush();
        }

        private void outbound(InetSocketAddress from, InetSocketAddress to, byte[] datagram, int ttl) {
            if (ttl <= 1
                    || dropsUdp
                    || dropped.contains(to.getAddress())
                    || droppedOutbound.contains(to.getAddress())) {
                return;
            }
            boolean hairpin = to.getAddress().equals(address);
            if (hairpin && !behaviour.hairpins()) {
                return;
            }
            Mapping mapping = mapping(from, to);
            mapping.contacted.add(to);
            InetSocketAddress source = new InetSocketAddress(address, mapping.port);
            if (hairpin) {
                inbound(source, to, datagram, ttl - 1);
            } else {
                outside.carry(source, to, datagram, ttl - 1);
            }
        }

        private Mapping mapping(InetSocketAddress from, InetSocketAddress to) {
            Object scope = switch (behaviour.mapping()) {
                case ENDPOINT_INDEPENDENT -> from;
                case ADDRESS_DEPENDENT -> Set.of(from, to.getAddress());
                case ADDRESS_AND_PORT_DEPENDENT -> Set.of(from, Set.of(to));
            };
            Mapping mapping = byInside.get(Set.of(from, "clash", to));
            if (mapping == null) {
                mapping = byInside.get(scope);
            }
            if (mapping != null && claims.contains(Set.of(mapping.port, to))) {
                mapping = newMapping(from, freePort());
                byInside.put(Set.of(from, "clash", to), mapping);
            }
            if (mapping == null) {
                int port = allocate(from);
                boolean claimed = claims.contains(Set.of(port, to));
                mapping = newMapping(from, claimed ? freePort() : port);
                byInside.put(claimed ? Set.of(from, "clash", to) : scope, mapping);
            }
            return mapping;
        }

        private Mapping newMapping(InetSocketAddress from, int port) {
            Mapping mapping = new Mapping(from, port, new HashSet<>());
            byPort.put(port, mapping);
            return mapping;
        }

        private int freePort() {
            return freePort(1024, 64_512);
        }

        private int freePort(int low, int size) {
            int port;
            do {
                port = low + random.nextInt(size);
            } while (byPort.containsKey(port));
            return port;
        }

        private int allocate(InetSocketAddress from) {
            return switch (behaviour.allocation()) {
                case PRESERVING -> byPort.containsKey(from.getPort()) ? freePort() : from.getPort();
                case SEQUENTIAL -> sequence++;
                case RANDOM_IN_BLOCK -> freePort(40_000, 2048);
                case RANDOM -> freePort();
            };
        }

        private boolean passes(Mapping mapping, InetSocketAddress from) {
            return switch (behaviour.filtering()) {
                case ENDPOINT_INDEPENDENT -> true;
                case ADDRESS_DEPENDENT ->
                    mapping.contacted.stream()
                            .anyMatch(peer -> peer.getAddress().equals(from.getAddress()));
                case ADDRESS_AND_PORT_DEPENDENT -> mapping.contacted.contains(from);
            };
        }

        private void inbound(InetSocketAddress from, InetSocketAddress to, byte[] datagram, int ttl) {
            if (dropsUdp || dropped.contains(from.getAddress())) {
                return;
            }
            Mapping mapping = byPort.get(to.getPort());
            boolean passes = mapping != null && passes(mapping, from);
            if (mapping != null && passes && ttl > 1) {
                inside.carry(from, mapping.inside, datagram, ttl - 1);
            } else if (!passes && behaviour.acceptsInput()) {
                claims.add(Set.of(to.getPort(), from));
            }
        }
    }

    final Random random;
    final double loss;
    final long jitterNanos;
    final Segment internet = new Segment(25 * MILLISECOND, true);
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now = 1_000_000_000L;
    private long order;

    SimulatedNetwork(Random random, double loss, long jitterNanos) {
        this.random = random;
        this.loss = loss;
        this.jitterNanos = jitterNanos;
    }

    static InetAddress ip(String address) {
        InetAddress ip = NetUtil.createInetAddressFromIpAddressString(address);
        if (ip == null) {
            throw new IllegalArgumentException(address);
        }
        return ip;
    }

    static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(ip(address), port);
    }

    Segment lan() {
        return new Segment(MILLISECOND / 2, false);
    }

    long now() {
        return now;
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, order++, action));
    }

    /** Runs what happens in the next {@code nanos}. */
    void run(long nanos) {
        long until = now + nanos;
        while (!events.isEmpty() && events.peek().at <= until) {
            Event event = events.poll();
            now = Math.max(now, event.at);
            event.action.run();
        }
        now = until;
    }
}
