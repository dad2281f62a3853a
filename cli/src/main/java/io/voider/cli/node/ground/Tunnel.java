package io.voider.cli.node.ground;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoop;
import io.voider.cli.exchange.Network;
import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.ns.Rule;
import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.openvpn.TunnelTransition;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange's namespace, with the packet channel on its {@code tun0}. The device is made when OpenVPN is started, and the
 * channel opened as soon as it is there.
 */
public final class Tunnel {
    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);
    private static final String DEVICE = "tun0";
    /** Room for 128 packets, a quarter of a second of ten calls: there may be hundreds of tunnels. */
    private static final PacketOptions OPTIONS = PacketOptions.DEFAULT.withBuffers(256 << 10, 4 << 20);

    /** Of the own exchange there is one, in which all friends come together, and one of them may send much. */
    private static final PacketOptions OWN_OPTIONS = PacketOptions.DEFAULT.withBuffers(4 << 20, 4 << 20);

    private static final int OWN = 1;

    private static final int LOCAL_FOR_TCP = 100;
    private static final int TCP = 6;

    private final Network network;
    private final Namespace namespace;
    private final IoEventLoop loop;
    private final int me;
    private final List<ChannelHandler> handlers;
    private final SideOutlet outlet;
    private volatile @Nullable PacketChannel channel;
    private boolean opening;
    private final AtomicLong starts = new AtomicLong();

    /**
     * Makes the namespace; blocks.
     *
     * @param me this node's own number in the exchange
     * @param handlers the channel's pipeline
     */
    public Tunnel(
            Network network, Claim claim, int me, IoEventLoop loop, List<ChannelHandler> handlers, SideOutlet outlet) {
        this.network = network;
        this.me = me;
        this.loop = loop;
        this.handlers = handlers;
        this.outlet = outlet;
        this.namespace = SealedNamespace.create(claim, Integer.toString(network.number()));
        // Not so in the phones' namespace: that addresses seem to be our own is how the kernel's UDP is silenced there.
        namespace.sysctls().set("net/ipv4/conf/all/accept_local", "1");
    }

    public Namespace namespace() {
        return namespace;
    }

    public IoEventLoop loop() {
        return loop;
    }

    /** Adds what is counted on the tunnel's device; from any thread. */
    public void count(CounterReading reading) {
        PacketChannel open = channel;
        if (open != null) {
            reading.add(CounterGroup.TUNNEL, Integer.toString(network.number()), open.counters());
        }
    }

    /** How often OpenVPN was started for it; from any thread. */
    public long starts() {
        return starts.get();
    }

    /** Follows OpenVPN's state, on the tunnel's loop. */
    public void changed(TunnelTransition transition) {
        LOG.debug("tunnel {}: {} ({})", network.number(), transition.to(), transition.reason());
        if (transition.to() == TunnelState.STARTING) {
            starts.incrementAndGet();
        }
        boolean deviceIsThere = transition.to() == TunnelState.HELD || transition.to() == TunnelState.UP;
        if (deviceIsThere && channel == null && !opening) {
            opening = true;
            open();
        }
    }

    private void open() {
        namespace
                .submit(() -> {
                    letTcpIn();
                    return null;
                })
                .thenAccept(done -> PacketChannel.open(
                                namespace,
                                DEVICE,
                                network.number() == OWN ? OWN_OPTIONS : OPTIONS,
                                loop,
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel opened) {
                                        handlers.forEach(opened.pipeline()::addLast);
                                    }
                                })
                        .addListener(opened -> loop.execute(() -> {
                            opening = false;
                            if (opened.isSuccess()) {
                                PacketChannel ready = (PacketChannel) opened.getNow();
                                channel = ready;
                                outlet.attach(network, ready);
                                ready.closeFuture().addListener(closed -> channel = null);
                            } else {
                                LOG.error("cannot open {} of tunnel {}", DEVICE, network.number(), opened.cause());
                            }
                        })))
                .exceptionally(failure -> {
                    LOG.error("cannot set up tunnel {}", network.number(), failure);
                    return null;
                });
    }

    /** What is sent to this home over TCP counts as local here, and everybody else is behind the tunnel. */
    private void letTcpIn() {
        if (namespace.rules().list().stream().noneMatch(rule -> rule.table() == LOCAL_FOR_TCP)) {
            namespace.rules().add(Rule.lookup(LOCAL_FOR_TCP).priority(10).ipProtocol(TCP));
        }
        namespace
                .routes()
                .replace(Route.local("172.29." + me + ".0/24").dev("lo").table(LOCAL_FOR_TCP));
        namespace.routes().replace(Route.to("172.29.0.0/16").dev(DEVICE));
    }

    /** Closes the channel and removes the namespace; blocks. To be called after OpenVPN has ended. */
    public void close() {
        PacketChannel open = channel;
        if (open != null) {
            open.close().syncUninterruptibly();
        }
        String name = namespace.name();
        namespace.close();
        if (Namespace.list().contains(name)) {
            Namespace.delete(name);
        }
    }
}
