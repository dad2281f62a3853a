package io.voider.cli.node.signalling;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.Network;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Packet;
import io.voider.transport.packet.Reassembly;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the media relay on a network's channel: what no pinhole took is signalling, or nothing. Whole datagrams go to the
 * signalling loop by way of its {@link DatagramIntake}.
 */
final class SipEntry extends ChannelInboundHandlerAdapter {
    private static final int MOST_PARTIAL = 64;
    private static final int MOST_PARTIAL_BYTES = 1 << 18;

    private final Network network;
    private final EventLoop signalling;
    private final BiConsumer<Network, Datagram> receiver;
    private final DatagramIntake.Share share;
    private final Counters<ExchangeCounter> counters;
    private final Function<Channel, Counters<Counter>> packetCounters;
    private @Nullable DatagramIntake intake;

    /**
     * @param receiver takes datagrams on the signalling loop, and releases them
     * @param share what is beyond it is dropped
     * @param packetCounters where a channel counts fragments that come to nothing
     */
    SipEntry(
            Network network,
            EventLoop signalling,
            BiConsumer<Network, Datagram> receiver,
            DatagramIntake.Share share,
            Counters<ExchangeCounter> counters,
            Function<Channel, Counters<Counter>> packetCounters) {
        this.network = network;
        this.signalling = signalling;
        this.receiver = receiver;
        this.share = share;
        this.counters = counters;
        this.packetCounters = packetCounters;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Reassembly reassembly = new Reassembly(
                Reassembly.DEFAULT_TIMEOUT_NANOS,
                MOST_PARTIAL,
                MOST_PARTIAL_BYTES,
                ctx.alloc(),
                packetCounters.apply(ctx.channel()));
        intake = new DatagramIntake(network, signalling, receiver, share, counters, reassembly, ctx.alloc());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (intake != null) {
            intake.close();
            intake = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramIntake into = intake;
        if (into == null || !(message instanceof Packet packet) || !packet.isIpv4()) {
            return;
        }
        Ipv4 ip = packet.ipv4();
        if (packet.isUdp()) {
            into.datagram(ip, packet.udp(), System.nanoTime());
        } else if (ip.isFragment() && ip.protocol() == Ipv4.PROTOCOL_UDP) {
            into.fragment(ip, System.nanoTime());
        } else if (ip.protocol() != Ipv4.PROTOCOL_TCP) {
            counters.increment(ExchangeCounter.DROPPED_NOT_UDP);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (intake != null) {
            intake.expire(System.nanoTime());
        }
        ctx.fireChannelReadComplete();
    }
}
