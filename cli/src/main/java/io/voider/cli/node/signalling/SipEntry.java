package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
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
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.Reassembly;
import io.voider.transport.packet.Udp;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the media relay on a network's channel: what no pinhole took is signalling, or nothing. Whole datagrams are
 * copied and handed to the signalling loop, a bounded number at a time.
 */
final class SipEntry extends ChannelInboundHandlerAdapter {
    private static final int MOST_WAITING = 512;
    private static final int MOST_PARTIAL = 64;
    private static final int MOST_PARTIAL_BYTES = 1 << 18;

    private final Network network;
    private final EventLoop signalling;
    private final BiConsumer<Network, Datagram> receiver;
    private final Counters<ExchangeCounter> counters;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Udp udp = new Udp();
    private final Ipv4 whole = new Ipv4();
    private @Nullable Reassembly reassembly;

    /**
     * @param receiver takes datagrams on the signalling loop, and releases them
     */
    SipEntry(
            Network network,
            EventLoop signalling,
            BiConsumer<Network, Datagram> receiver,
            Counters<ExchangeCounter> counters) {
        this.network = network;
        this.signalling = signalling;
        this.receiver = receiver;
        this.counters = counters;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Counters<Counter> channelCounters = ((PacketChannel) ctx.channel()).counters();
        reassembly = new Reassembly(
                Reassembly.DEFAULT_TIMEOUT_NANOS, MOST_PARTIAL, MOST_PARTIAL_BYTES, ctx.alloc(), channelCounters);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (reassembly != null) {
            reassembly.close();
            reassembly = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof Packet packet) || !packet.isIpv4()) {
            return;
        }
        Ipv4 ip = packet.ipv4();
        if (packet.isUdp()) {
            hand(ctx, ip, packet.udp());
        } else if (ip.isFragment() && ip.protocol() == Ipv4.PROTOCOL_UDP && reassembly != null) {
            ByteBuf complete = reassembly.add(ip, System.nanoTime());
            if (complete != null) {
                handWhole(ctx, complete);
            }
        } else if (ip.protocol() != Ipv4.PROTOCOL_TCP) {
            counters.increment(ExchangeCounter.DROPPED_NOT_UDP);
        }
    }

    private void handWhole(ChannelHandlerContext ctx, ByteBuf complete) {
        try {
            whole.wrap(complete, complete.readerIndex());
            udp.wrap(complete, whole.payloadOffset());
            boolean sound = whole.payloadLength() >= Udp.HEADER_BYTES
                    && udp.length() >= Udp.HEADER_BYTES
                    && udp.length() <= whole.payloadLength();
            if (sound) {
                hand(ctx, whole, udp);
            } else {
                counters.increment(ExchangeCounter.DROPPED_NOT_SIP);
            }
        } finally {
            complete.release();
        }
    }

    private void hand(ChannelHandlerContext ctx, Ipv4 ip, Udp header) {
        if (waiting.get() >= MOST_WAITING) {
            counters.increment(ExchangeCounter.DROPPED_BUSY);
            return;
        }
        waiting.incrementAndGet();
        ByteBuf payload = ctx.alloc().heapBuffer(header.payloadLength());
        payload.writeBytes(ip.buffer(), header.payloadOffset(), header.payloadLength());
        Datagram datagram =
                new Datagram(ip.source(), header.sourcePort(), ip.destination(), header.destinationPort(), payload);
        signalling.execute(() -> {
            waiting.decrementAndGet();
            receiver.accept(network, datagram);
        });
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (reassembly != null && reassembly.pending() > 0) {
            reassembly.expire(System.nanoTime());
        }
        ctx.fireChannelReadComplete();
    }
}
