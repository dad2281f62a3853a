package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.voider.nat.Clocks;
import io.voider.transport.count.Counters;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Random;

/** Opens the sockets of relayed addresses, each on a port of the configured range by chance. Lives on the server's loop. */
final class RelaySockets {
    private static final int OPEN_ATTEMPTS = 16;

    private final StunTurnConfiguration configuration;
    private final ChannelFactory<? extends DatagramChannel> udp;
    private final EventLoop loop;
    private final Random random;
    private final Outbox outbox;
    private final Counters<StunTurnCounter> counts;
    private final Clocks clocks;

    RelaySockets(
            StunTurnConfiguration configuration,
            ChannelFactory<? extends DatagramChannel> udp,
            EventLoop loop,
            Random random,
            Outbox outbox,
            Counters<StunTurnCounter> counts,
            Clocks clocks) {
        this.configuration = configuration;
        this.udp = udp;
        this.loop = loop;
        this.random = random;
        this.outbox = outbox;
        this.counts = counts;
        this.clocks = clocks;
    }

    private record Socket(Channel channel, Outbox outbox) implements RelaySocket {
        @Override
        public void send(InetSocketAddress peer, ByteBuf data) {
            outbox.write(channel, new DatagramPacket(data, peer), StunTurnCounter.TURN_DROPPED_SEND);
        }

        @Override
        public void close() {
            channel.close();
        }
    }

    /** Opens one, then tells the relay of it, or that there is none. */
    void open(Allocation allocation, boolean evenPort, TurnRelay relay) {
        StunTurnConfiguration.Interface at = configuration.interfaces().stream()
                .filter(candidate -> (candidate.bind() instanceof Inet6Address) == allocation.ipv6)
                .findFirst()
                .orElseThrow();
        attempt(allocation, at, evenPort, relay, OPEN_ATTEMPTS);
    }

    private void attempt(
            Allocation allocation,
            StunTurnConfiguration.Interface at,
            boolean evenPort,
            TurnRelay relay,
            int attemptsLeft) {
        DatagramHandler handler = new DatagramHandler(
                packet -> relay.dataPath().fromPeer(allocation, packet.sender(), packet.content(), clocks.nanos()),
                outbox,
                counts,
                StunTurnCounter.TURN_DROPPED_SEND);
        StunTurnServer.bootstrap(udp, loop)
                .handler(handler)
                .bind(new InetSocketAddress(at.bind(), port(evenPort)))
                .addListener((ChannelFutureListener) bound -> {
                    if (bound.isSuccess()) {
                        int given = ((InetSocketAddress) bound.channel().localAddress()).getPort();
                        InetSocketAddress relayed = new InetSocketAddress(at.reachable(), given);
                        relay.opened(allocation, relayed, new Socket(bound.channel(), outbox));
                    } else if (attemptsLeft > 1) {
                        attempt(allocation, at, evenPort, relay, attemptsLeft - 1);
                    } else {
                        relay.notOpened(allocation);
                    }
                    outbox.flush();
                });
    }

    private int port(boolean even) {
        StunTurnConfiguration.Relay settings = configuration.relay().orElseThrow();
        int port = settings.minPort() + random.nextInt(settings.maxPort() - settings.minPort() + 1);
        if (even && (port & 1) == 1) {
            return port == settings.minPort() ? port + 1 : port - 1;
        }
        return port;
    }
}
