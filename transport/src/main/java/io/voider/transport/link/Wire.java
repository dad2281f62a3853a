package io.voider.transport.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Ticker;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Packet;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.time.Alarm;
import org.jspecify.annotations.Nullable;

/**
 * Joins two packet channels of one event loop by a link in user space. Opened with {@code Delivery.FRAMES} on both sides,
 * it is a cable: ARP, neighbour discovery and everything else passes. Otherwise it carries IP packets.
 *
 * <p>It adds a handler to the end of each channel's pipeline; closing the wire removes them again and drops what is under
 * way. Segmentation offload must be off where the packets come from ({@code Offload.disableSegmentation}), for the channel
 * drops packets longer than its MTU.
 */
public final class Wire implements AutoCloseable {

    private final EventLoop loop;
    private final Direction forth;
    private final Direction back;

    private Wire(PacketChannel a, PacketChannel b, LinkProfile forth, LinkProfile back, long seed) {
        loop = a.eventLoop();
        this.forth = new Direction(loop, b, forth, seed);
        this.back = new Direction(loop, a, back, ~seed);
    }

    /**
     * Joins {@code a} and {@code b}. Both must be registered with the same event loop and deliver the same kind of bytes.
     *
     * @param forth how packets from {@code a} to {@code b} fare
     * @param back how packets from {@code b} to {@code a} fare
     * @param seed of all randomness
     * @throws IllegalArgumentException if the two do not fit together
     */
    public static Wire join(PacketChannel a, PacketChannel b, LinkProfile forth, LinkProfile back, long seed) {
        if (a.eventLoop() != b.eventLoop()) {
            throw new IllegalArgumentException("both ends of a wire belong on one event loop: " + a + ", " + b);
        }
        if (a.deliversFrames() != b.deliversFrames()) {
            throw new IllegalArgumentException("one end has frames and the other none: " + a + ", " + b);
        }
        Wire wire = new Wire(a, b, forth, back, seed);
        a.pipeline().addLast(wire.forth);
        b.pipeline().addLast(wire.back);
        return wire;
    }

    /** Changes how packets fare from now on. May be called from any thread. */
    public void profile(LinkProfile forth, LinkProfile back) {
        loop.execute(() -> {
            this.forth.scheduler.profile(forth);
            this.back.scheduler.profile(back);
        });
    }

    /** What became of the packets that came from the first channel. */
    public Counters<LinkCounter> forth() {
        return forth.counters;
    }

    /** What became of the packets that came from the second channel. */
    public Counters<LinkCounter> back() {
        return back.counters;
    }

    /** Cuts the wire. May be called from any thread; does not wait. */
    @Override
    public void close() {
        loop.execute(() -> {
            forth.cut();
            back.cut();
        });
    }

    /** The way from the channel that this handler is added to, to the other. */
    private static final class Direction extends SimpleChannelInboundHandler<Packet> {

        private final Ticker clock;
        private final PacketChannel target;
        private final Counters<LinkCounter> counters = new Counters<>(LinkCounter.class);
        private final LinkScheduler scheduler;
        private @Nullable ChannelHandlerContext context;
        private final Alarm alarm;

        Direction(EventLoop loop, PacketChannel target, LinkProfile profile, long seed) {
            super(false);
            clock = loop.ticker();
            this.target = target;
            scheduler = new LinkScheduler(profile, seed, counters);
            alarm = new Alarm(loop, clock, this::deliverDue);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Packet packet) {
            scheduler.offer(packet.copy(context.alloc()), clock.nanoTime());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            deliverDue();
            context.fireChannelReadComplete();
        }

        private void deliverDue() {
            boolean any = false;
            ByteBuf packet;
            while ((packet = scheduler.poll(clock.nanoTime())) != null) {
                boolean taken = target.transmit(packet, packet.readerIndex(), packet.readableBytes());
                counters.increment(taken ? LinkCounter.LINK_CARRIED : LinkCounter.DROPPED_LINK_BLOCKED);
                packet.release();
                any = true;
            }
            if (any) {
                target.flush();
            }
            alarm.set(scheduler.nextDueNanos());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            cut();
            context.fireChannelInactive();
        }

        private void cut() {
            scheduler.close();
            alarm.cancel();
            ChannelHandlerContext present = context;
            if (present != null && !present.isRemoved()) {
                present.pipeline().remove(this);
            }
        }
    }
}
