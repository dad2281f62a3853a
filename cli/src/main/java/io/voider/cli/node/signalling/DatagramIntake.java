package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.Network;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Reassembly;
import io.voider.transport.packet.Udp;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Whole datagrams out of the packets of a network: fragments are joined, and each datagram is copied and handed to the signalling
 * loop, a bounded number at a time.
 */
final class DatagramIntake implements AutoCloseable {
    /** Whether what comes from an address is within its sender's share of what may wait. */
    interface Share {
        /** Whoever sends, everything is. */
        Share WHATEVER_COMES = (source, nowNanos) -> true;

        boolean allows(int source, long nowNanos);
    }

    /** How many datagrams may wait for the signalling loop. */
    static final int MOST_WAITING = 512;

    private final Network network;
    private final Executor signalling;
    private final BiConsumer<Network, Datagram> receiver;
    private final Share share;
    private final Counters<ExchangeCounter> counters;
    private final Reassembly reassembly;
    private final ByteBufAllocator allocator;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Udp udp = new Udp();
    private final Ipv4 whole = new Ipv4();

    /**
     * @param signalling runs tasks on the signalling loop
     * @param receiver takes datagrams there, and releases them
     * @param share what is beyond it is dropped
     * @param reassembly joins the fragments; closed with this
     */
    DatagramIntake(
            Network network,
            Executor signalling,
            BiConsumer<Network, Datagram> receiver,
            Share share,
            Counters<ExchangeCounter> counters,
            Reassembly reassembly,
            ByteBufAllocator allocator) {
        this.network = network;
        this.signalling = signalling;
        this.receiver = receiver;
        this.share = share;
        this.counters = counters;
        this.reassembly = reassembly;
        this.allocator = allocator;
    }

    /** A packet that has the datagram whole. */
    void datagram(Ipv4 ip, Udp header, long nowNanos) {
        if (isWithinShare(ip, nowNanos)) {
            handOver(ip, header);
        }
    }

    private boolean isWithinShare(Ipv4 ip, long nowNanos) {
        boolean within = share.allows(ip.source(), nowNanos);
        if (!within) {
            counters.increment(ExchangeCounter.DROPPED_OVER_SHARE);
        }
        return within;
    }

    private void handOver(Ipv4 ip, Udp header) {
        if (waiting.get() >= MOST_WAITING) {
            counters.increment(ExchangeCounter.DROPPED_BUSY);
            return;
        }
        waiting.incrementAndGet();
        ByteBuf payload = allocator.heapBuffer(header.payloadLength());
        payload.writeBytes(ip.buffer(), header.payloadOffset(), header.payloadLength());
        Datagram datagram =
                new Datagram(ip.source(), header.sourcePort(), ip.destination(), header.destinationPort(), payload);
        signalling.execute(() -> {
            waiting.decrementAndGet();
            receiver.accept(network, datagram);
        });
    }

    /** A packet that has a piece of one. */
    void fragment(Ipv4 ip, long nowNanos) {
        ByteBuf complete = isWithinShare(ip, nowNanos) ? reassembly.add(ip, nowNanos) : null;
        if (complete != null) {
            try {
                joined(complete);
            } finally {
                complete.release();
            }
        }
    }

    /** What was joined was checked piece by piece only. */
    private void joined(ByteBuf complete) {
        whole.wrap(complete, complete.readerIndex());
        udp.wrap(complete, whole.payloadOffset());
        boolean sound = whole.payloadLength() >= Udp.HEADER_BYTES
                && udp.length() >= Udp.HEADER_BYTES
                && udp.length() <= whole.payloadLength();
        if (sound) {
            handOver(whole, udp);
        } else {
            counters.increment(ExchangeCounter.DROPPED_NOT_SIP);
        }
    }

    /** Forgets the pieces of datagrams of which the rest did not come. */
    void expire(long nowNanos) {
        if (reassembly.pending() > 0) {
            reassembly.expire(nowNanos);
        }
    }

    @Override
    public void close() {
        reassembly.close();
    }
}
