package io.voider.rtp.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.voider.rtp.gate.Passage;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Packet;
import io.voider.transport.packet.PacketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One leg: takes the media out of what its channel reads, and is the way out for the other legs' media. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
    private final MediaRelay relay;
    private final int leg;
    private final MediaForwarder forwarder;
    private final Counters<RelayCounter> counters;
    private final LongSupplier nanoClock;
    private final Map<EventLoop, LoopHandoff> handoffs = new HashMap<>();
    private final List<LoopHandoff> handoffsInUse = new ArrayList<>();
    private @Nullable Oversized oversized;
    private @Nullable PacketChannel channel;
    private @Nullable EventLoop loop;
    private boolean insideBatch;
    private long batchNanos;

    RelayHandler(
            MediaRelay relay,
            int leg,
            MediaForwarder forwarder,
            Counters<RelayCounter> counters,
            LongSupplier nanoClock) {
        this.relay = relay;
        this.leg = leg;
        this.forwarder = forwarder;
        this.counters = counters;
        this.nanoClock = nanoClock;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (!(context.channel() instanceof PacketChannel own)) {
            throw new IllegalStateException("media is relayed between packet channels, not " + context.channel());
        }
        channel = own;
        loop = own.eventLoop();
        relay.attach(leg, new ChannelPort(own));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        relay.detach(leg, context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        relay.detach(leg, context.channel());
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof Packet packet) || !packet.isIpv4()) {
            context.fireChannelRead(message);
            return;
        }
        if (!insideBatch) {
            insideBatch = true;
            batchNanos = nanoClock.getAsLong();
        }
        Ipv4 ip = packet.ipv4();
        MediaForwarder.Fate verdict;
        if (packet.isUdp()) {
            verdict = forwarder.datagram(ip, packet.udp(), batchNanos);
        } else if (ip.isFragment()) {
            verdict = forwarder.fragment(ip, batchNanos);
        } else {
            verdict = MediaForwarder.Fate.NOT_MEDIA;
        }
        switch (verdict) {
            case FORWARD -> forward(ip, forwarder.flow().passage());
            case NOT_MEDIA -> {
                counters.increment(RelayCounter.PASSED_ON);
                context.fireChannelRead(message);
            }
            case DROP -> {}
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        insideBatch = false;
        for (int i = 0; i < handoffsInUse.size(); i++) {
            handoffsInUse.get(i).wake();
        }
        context.fireChannelReadComplete();
    }

    private void forward(Ipv4 ip, Passage passage) {
        LegPort port = relay.port(passage.toLeg());
        if (port == null) {
            counters.increment(RelayCounter.DROPPED_NO_LEG);
        } else if (ip.totalLength() <= port.mtu()) {
            send(port, ip.buffer(), ip.offset(), ip.totalLength());
        } else if (relay.options().oversize() == RelayOptions.Oversize.REFUSE) {
            counters.increment(RelayCounter.DROPPED_TOO_LONG);
        } else {
            sendInFragments(port, ip);
        }
    }

    private void send(LegPort port, ByteBuf buffer, int index, int length) {
        RelayCounter failure;
        if (port.loop() == loop) {
            failure = port.transmit(buffer, index, length) ? null : RelayCounter.DROPPED_BLOCKED;
        } else {
            failure = handoff(port.loop()).offer(port, buffer, index, length) ? null : RelayCounter.DROPPED_BUSY;
        }
        if (failure == null) {
            counters.increment(RelayCounter.FORWARDED_PACKETS);
            counters.add(RelayCounter.FORWARDED_BYTES, length);
        } else {
            counters.increment(failure);
        }
    }

    private void sendInFragments(LegPort port, Ipv4 ip) {
        Oversized splitter = oversized;
        if (splitter == null) {
            splitter = new Oversized(Objects.requireNonNull(channel).counters());
            oversized = splitter;
        }
        counters.increment(RelayCounter.FRAGMENTED_PACKETS);
        splitter.split(ip, port.mtu(), (buffer, index, length) -> send(port, buffer, index, length));
    }

    private LoopHandoff handoff(EventLoop to) {
        LoopHandoff handoff = handoffs.get(to);
        if (handoff == null) {
            handoff = relay.handoff(Objects.requireNonNull(loop), to);
            handoffs.put(to, handoff);
            handoffsInUse.add(handoff);
        }
        return handoff;
    }

    /** A packet channel as a way out. */
    record ChannelPort(PacketChannel channel) implements LegPort {
        @Override
        public EventLoop loop() {
            return channel.eventLoop();
        }

        @Override
        public int mtu() {
            return channel.mtu();
        }

        @Override
        public boolean transmit(ByteBuf buffer, int index, int length) {
            return channel.transmit(buffer, index, length);
        }

        @Override
        public void flush() {
            channel.flush();
        }
    }
}
