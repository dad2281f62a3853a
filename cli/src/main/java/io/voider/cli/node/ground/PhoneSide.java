package io.voider.cli.node.ground;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.State;
import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.ns.Rule;
import io.voider.transport.packet.KernelUdp;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The phones' namespace: their interface, moved here from the machine's own, with the node's address towards each phone.
 * Blocks; made and closed on the books' thread.
 */
public final class PhoneSide implements AutoCloseable {
    /** Where what was dialled counts as local, for TCP alone. */
    private static final int LOCAL_FOR_TCP = 100;

    private static final int TCP = 6;
    private static final String SUFFIX = "phone";

    private final Namespace namespace;
    private final String name;
    private final String networkInterface;
    private final PacketChannel channel;

    private PhoneSide(Namespace namespace, String name, String networkInterface, PacketChannel channel) {
        this.namespace = namespace;
        this.name = name;
        this.networkInterface = networkInterface;
        this.channel = channel;
    }

    public static PhoneSide open(Claim claim, State state, EventLoop loop, ChannelHandler handler)
            throws InterruptedException {
        String name = claim.name(SUFFIX);
        String networkInterface = state.networkInterface();
        try (Namespace host = Namespace.host()) {
            host.links().require(networkInterface);
            Namespace namespace = SealedNamespace.create(claim, SUFFIX);
            try {
                host.links().move(networkInterface, namespace);
                configure(namespace, state);
                Set<Integer> phones = state.phones().stream()
                        .map(phone -> phone.address().value())
                        .collect(Collectors.toSet());
                PacketChannel channel = PacketChannel.open(
                                namespace, networkInterface, PacketOptions.DEFAULT.withLearnFrom(phones), loop, handler)
                        .sync()
                        .getNow();
                return new PhoneSide(namespace, name, networkInterface, channel);
            } catch (RuntimeException | InterruptedException e) {
                namespace.close();
                giveBack(name, networkInterface);
                throw e;
            }
        }
    }

    private static void configure(Namespace namespace, State state) {
        String networkInterface = state.networkInterface();
        for (PhoneLine phone : state.phones()) {
            namespace
                    .addresses()
                    .add(networkInterface, phone.address().gatewayText() + "/" + PhoneAddress.PREFIX_LENGTH);
        }
        namespace.links().up(networkInterface);
        // SIP over TCP goes through sockets of the kernel's, which must take what was dialled for their own. UDP to the
        // same addresses stays unanswered by the kernel, and is ours.
        namespace.rules().add(Rule.lookup(LOCAL_FOR_TCP).priority(10).ipProtocol(TCP));
        namespace.routes().add(Route.local("10.0.0.0/8").dev("lo").table(LOCAL_FOR_TCP));
        KernelUdp.silence(namespace);
    }

    /** Gives the interface back that a node which was killed still has, before its leftovers are removed. */
    public static void giveBackLeftover(Claim claim, State state) {
        giveBack(claim.name(SUFFIX), state.networkInterface());
    }

    /** Puts the interface back where it came from, and removes the namespace, if there is one. */
    private static void giveBack(String name, String networkInterface) {
        if (!Namespace.list().contains(name)) {
            return;
        }
        try (Namespace left = Namespace.open(name);
                Namespace host = Namespace.host()) {
            if (left.links().find(networkInterface).isPresent()) {
                left.links().down(networkInterface);
                left.links().move(networkInterface, host);
            }
        }
        Namespace.delete(name);
    }

    public Namespace namespace() {
        return namespace;
    }

    public PacketChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        namespace.close();
        giveBack(name, networkInterface);
    }
}
