package io.voider.nat.wan;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.voider.nat.ice.Base;
import io.voider.transport.datagram.IncomingDatagrams;
import io.voider.transport.datagram.UdpChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The UDP sockets of a line: its own, one for each address family on the same port, and fresh ones that the search for a
 * path asks for. Lives on the line's event loop.
 */
public final class WanSockets {
    public static final int MAX_DATAGRAM_BYTES = IncomingDatagrams.LARGEST_DATAGRAM;
    private static final Base MAIN = new Base(0, Base.Kind.IPV4);
    private static final Base MAIN_6 = new Base(1, Base.Kind.IPV6);
    private static final int FIRST_FRESH = 16;

    private final WanSide wan;
    private final Function<Base, UdpChannel.Receiver> receivers;
    private final Map<Base, WanSocket> sockets = new HashMap<>();
    private int nextBase = FIRST_FRESH;
    /** By sockets that are closed. */
    private int droppedBefore;

    private boolean closed;

    /** @param receivers makes what takes each socket's datagrams */
    public WanSockets(WanSide wan, Function<Base, UdpChannel.Receiver> receivers) {
        this.wan = wan;
        this.receivers = receivers;
    }

    /**
     * Opens the line's own sockets.
     *
     * @param port or 0 for any; if it is another program's, any is taken, for most lines need no certain one
     * @param then gets the port, or 0 if there is no socket; an IPv6 socket that cannot be opened is done without
     */
    public void open(int port, boolean ipv6, Consumer<Integer> then) {
        open(MAIN, port, opened -> {
            if (opened != null && ipv6) {
                open(MAIN_6, opened.port(), alsoOpened -> then.accept(opened.port()));
            } else if (opened == null && port != 0 && !closed) {
                open(0, ipv6, then);
            } else {
                then.accept(opened == null ? 0 : opened.port());
            }
        });
    }

    /** Opens another IPv4 socket on any port; one that cannot be opened is done without. */
    public void openFresh(Consumer<Base> then) {
        Base base = new Base(nextBase++, Base.Kind.IPV4);
        open(base, 0, opened -> {
            if (opened != null) {
                then.accept(base);
            }
        });
    }

    private void open(Base base, int port, Consumer<@Nullable WanSocket> then) {
        boolean ipv4 = base.kind() == Base.Kind.IPV4;
        Bootstrap bootstrap = new Bootstrap()
                .group(wan.loop())
                .channelFactory(() -> new UdpChannel(!ipv4, receivers.apply(base)))
                .handler(new ChannelInboundHandlerAdapter());
        InetSocketAddress local = new InetSocketAddress(ipv4 ? "0.0.0.0" : "::", port);
        Future<Channel> unused = wan.channels().bind(bootstrap, local).addListener(done -> {
            if (done.isSuccess() && !closed) {
                WanSocket socket = new WanSocket(base, (UdpChannel) done.getNow());
                sockets.put(base, socket);
                then.accept(socket);
                return;
            }
            if (done.isSuccess()) {
                ((Channel) done.getNow()).close();
            }
            then.accept(null);
        });
    }

    /** The line's own sockets, each with those of this machine's {@code addresses} that it has. */
    public Map<Base, Set<InetSocketAddress>> mains(List<InetAddress> addresses) {
        Map<Base, Set<InetSocketAddress>> mains = new LinkedHashMap<>();
        for (WanSocket socket : sockets.values()) {
            if (socket.base.number() < FIRST_FRESH) {
                Set<InetSocketAddress> hosts = new LinkedHashSet<>();
                for (InetAddress address : addresses) {
                    boolean matches = (address instanceof Inet4Address) == (socket.base.kind() == Base.Kind.IPV4);
                    if (matches && !address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                        hosts.add(new InetSocketAddress(address, socket.port()));
                    }
                }
                mains.put(socket.base, hosts);
            }
        }
        return mains;
    }

    /** The line's own IPv4 socket; null before it is open. */
    public @Nullable WanSocket main() {
        return sockets.get(MAIN);
    }

    public @Nullable WanSocket find(Base base) {
        return sockets.get(base);
    }

    /** Whether there is a call on the line: then the sockets that it has now get room for it, its own before fresh ones. */
    public void inCall(boolean value) {
        sockets.values().stream()
                .sorted(Comparator.comparingInt(socket -> socket.base.number()))
                .forEach(socket -> socket.inCall(value));
    }

    /** How many datagrams the kernel has dropped since it was asked last, those of closed sockets included. */
    public int takeDropped() {
        int dropped = droppedBefore;
        droppedBefore = 0;
        for (WanSocket socket : sockets.values()) {
            dropped += socket.takeDropped();
        }
        return dropped;
    }

    public void close(Base base) {
        WanSocket gone = sockets.remove(base);
        if (gone != null) {
            end(gone);
        }
    }

    private void end(WanSocket socket) {
        socket.close();
        droppedBefore += socket.takeDropped();
    }

    public void close() {
        closed = true;
        sockets.values().forEach(this::end);
        sockets.clear();
    }
}
