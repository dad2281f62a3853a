package io.voider.cli.node.ground;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.voider.cli.state.Failure;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.State;
import io.voider.ns.Claim;
import io.voider.ns.KernelException;
import io.voider.ns.Link;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.ns.Rule;
import io.voider.transport.packet.KernelUdp;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The phones' namespace, and their interface in it: moved here from the machine's own whenever it is there, with the node's
 * address towards each phone. It may come late, go and come back, and be another one from some moment on: the kernel tells,
 * and it is seen to on the thread that follows, to which everything here belongs.
 */
public final class PhoneSide implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PhoneSide.class);

    /** Where what was dialled counts as local, for TCP alone. */
    private static final int LOCAL_FOR_TCP = 100;

    private static final int TCP = 6;
    private static final String SUFFIX = "phone";

    /** Hears what becomes of the interface. */
    public interface Listener {
        /** What goes in front of the phones' packets from now on; the channel before, if any, is closed. */
        void opened(PacketChannel channel);

        /** The phone is connected or, for whatever reason, is not. */
        void connection(PhoneConnection connection);
    }

    private final NodeLoops loops;
    private final EventLoop loop;
    private final ChannelHandler handler;
    private final Listener listener;
    private final Namespace host = Namespace.host();
    private final Namespace namespace;
    private final String name;
    private final AtomicBoolean looking = new AtomicBoolean();
    private State state;
    private @Nullable PacketChannel channel;
    private @Nullable BorrowedInterface borrowed;
    private PhoneConnection connection = PhoneConnection.UNKNOWN;
    private Map<String, MacAddress> holders = Map.of();
    private boolean closed;

    /**
     * Makes the namespace, and takes the interface if it is there.
     *
     * @param loop where the phones' packets are carried
     * @param handler begins the channel's pipeline
     */
    public PhoneSide(
            Claim claim, State state, NodeLoops loops, EventLoop loop, ChannelHandler handler, Listener listener) {
        loops.requireFollowing();
        this.state = state;
        this.loops = loops;
        this.loop = loop;
        this.handler = handler;
        this.listener = listener;
        name = claim.name(SUFFIX);
        namespace = SealedNamespace.create(claim, SUFFIX);
        try {
            // SIP over TCP goes through sockets of the kernel's, which must take what was dialled for their own. UDP to
            // the
            // same addresses stays unanswered by the kernel, and is ours.
            namespace.rules().add(Rule.lookup(LOCAL_FOR_TCP).priority(10).ipProtocol(TCP));
            namespace.routes().add(Route.local("10.0.0.0/8").dev("lo").table(LOCAL_FOR_TCP));
            KernelUdp.silence(namespace);
            host.subscribe(change -> lookSoon());
            namespace.subscribe(change -> lookSoon());
            settle();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Gives back what a node that was killed still has, before its leftovers are removed. */
    public static void giveBackLeftover(Claim claim) {
        String left = claim.name(SUFFIX);
        if (Namespace.list().contains(left)) {
            try (Namespace namespace = Namespace.open(left);
                    Namespace host = Namespace.host()) {
                for (Link link : namespace.links().list()) {
                    if (!link.loopback()) {
                        namespace.links().move(link.name(), host);
                        host.links().up(link.name());
                    }
                }
            }
            Namespace.delete(left);
        }
    }

    public Namespace namespace() {
        return namespace;
    }

    /** Other phones, or another interface. */
    public void follow(State next) {
        loops.requireFollowing();
        boolean concerned = concerns(state, next);
        state = next;
        if (concerned) {
            giveBack();
            settle();
        }
    }

    /** Whether a change is one of the phones' interface; no call is interrupted for any other. */
    static boolean concerns(State before, State after) {
        return !after.networkInterface().equals(before.networkInterface())
                || !after.phones().equals(before.phones())
                || after.settings().takeAnyInterface() != before.settings().takeAnyInterface();
    }

    /**
     * From now on these addresses are these stations', for the kernel as well, which answers TCP: by ARP anybody on the wire could be a
     * phone that is silent.
     */
    public void hold(Map<String, MacAddress> stations) {
        loops.requireFollowing();
        Map<String, MacAddress> before = holders;
        holders = Map.copyOf(stations);
        links().forEach(link -> {
            before.keySet().stream()
                    .filter(address -> !stations.containsKey(address))
                    .forEach(address -> release(link, address));
            hold(link);
        });
    }

    private void hold(Link link) {
        try {
            holders.forEach((address, station) -> namespace.neighbours().set(link.name(), address, station));
        } catch (KernelException e) {
            LOG.warn("over TCP, another device could be a phone that is silent: {}", e.getMessage());
        }
    }

    private void release(Link link, String address) {
        try {
            namespace.neighbours().remove(link.name(), address);
        } catch (KernelException e) {
            LOG.debug("{} has no entry for {}", link.name(), address);
        }
    }

    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            loops.following().execute(() -> {
                looking.set(false);
                settle();
            });
        }
    }

    /** Makes what is held fit what is there. */
    private void settle() {
        if (closed) {
            return;
        }
        Optional<Link> held = namespace.links().list().stream()
                .filter(link -> !link.loopback())
                .findFirst();
        if (held.isEmpty()) {
            closeChannel();
            borrowed = null;
            tell(take());
        } else {
            tell(PhoneConnection.of(held.get()));
        }
        if (connection.connected()) {
            links().forEach(this::hold); // the kernel forgets them when an interface is moved or set down
        }
    }

    private PhoneConnection take() {
        String wanted = state.networkInterface();
        Optional<Link> there = PhoneInterfaces.find(wanted, host.links().list());
        if (there.isEmpty()) {
            return PhoneConnection.gone(wanted);
        }
        Link link = there.get();
        String objection = PhoneInterfaces.objection(
                link, host.addresses().list(), host.routes().list());
        if (!objection.isEmpty() && !state.settings().takeAnyInterface()) {
            return PhoneConnection.refused(link.name(), objection);
        }
        borrowed = BorrowedInterface.of(host, link);
        try {
            host.links().move(link.name(), namespace);
            configure(link.name());
            return namespace.links().find(link.name()).map(PhoneConnection::of).orElse(PhoneConnection.gone(wanted));
        } catch (RuntimeException e) {
            giveBack();
            return PhoneConnection.failed(link.name(), Failure.words(e));
        }
    }

    private void configure(String link) {
        for (PhoneLine phone : state.phones()) {
            namespace.addresses().add(link, phone.address().gatewayText() + "/" + PhoneAddress.PREFIX_LENGTH);
        }
        namespace.links().up(link);
        Set<Integer> phones =
                state.phones().stream().map(phone -> phone.address().value()).collect(Collectors.toSet());
        PacketChannel opened = PacketChannel.open(
                        namespace, link, PacketOptions.DEFAULT.withLearnFrom(phones), loop, handler)
                .syncUninterruptibly()
                .getNow();
        channel = opened;
        listener.opened(opened);
    }

    private void tell(PhoneConnection now) {
        if (!now.equals(connection)) {
            connection = now;
            PacketChannel open = channel;
            if (open != null && !now.connected()) {
                open.forgetNeighbours(); // somebody may plug another phone in
            }
            listener.connection(now);
        }
    }

    private void closeChannel() {
        PacketChannel open = channel;
        if (open != null) {
            channel = null;
            open.close().awaitUninterruptibly();
        }
    }

    /** Puts the interface back where it came from, as it was. */
    private void giveBack() {
        closeChannel();
        BorrowedInterface memory = borrowed;
        borrowed = null;
        for (Link link : links()) {
            try {
                namespace.links().down(link.name());
                namespace.links().move(link.name(), host);
                if (memory != null) {
                    memory.restore(host);
                }
            } catch (KernelException e) {
                LOG.error("{} could not be given back: {}", link.name(), e.getMessage());
            }
        }
    }

    private List<Link> links() {
        return namespace.links().list().stream()
                .filter(link -> !link.loopback())
                .toList();
    }

    @Override
    public void close() {
        loops.requireFollowing();
        closed = true;
        giveBack();
        namespace.close();
        host.close();
        if (Namespace.list().contains(name)) {
            Namespace.delete(name);
        }
    }
}
