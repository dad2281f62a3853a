package io.voider.transport.link;

import io.netty.buffer.ByteBuf;
import io.voider.transport.count.Counters;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link: takes packets as they come and gives each back when it is due, if at all. Knows neither clock
 * nor socket; for one thread.
 *
 * <p>Each packet draws five random numbers, whatever becomes of it, so that its fate depends on the seed and its place
 * among the arrivals, and not on what the profile did to others.
 */
public final class LinkScheduler implements AutoCloseable {

    /** What {@link #nextDueNanos} answers when nothing is under way. */
    public static final long NEVER = Long.MAX_VALUE;

    private record Departure(long dueNanos, long number, ByteBuf packet) implements Comparable<Departure> {
        @Override
        public int compareTo(Departure other) {
            int byTime = Long.compare(dueNanos - other.dueNanos, 0);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Departure> underWay = new PriorityQueue<>();
    private final SplittableRandom random;
    private final Counters<LinkCounter> counters;
    private LinkProfile profile;
    private boolean losing;
    private boolean started;
    private long wireFreeNanos;
    private long latestDueNanos;
    private long number;

    public LinkScheduler(LinkProfile profile, long seed, Counters<LinkCounter> counters) {
        this.profile = profile;
        this.random = new SplittableRandom(seed);
        this.counters = counters;
    }

    /** Treats packets that come from now on in another way. Those under way stay due when they were. */
    public void profile(LinkProfile profile) {
        this.profile = profile;
    }

    /**
     * A packet enters the link, which owns it from now on.
     *
     * @param nowNanos any clock that does not go back
     */
    public void offer(ByteBuf packet, long nowNanos) {
        boolean lost = isLost(random.nextDouble(), random.nextDouble());
        boolean duplicated = random.nextDouble() < profile.duplicate();
        boolean overtakes = random.nextDouble() < profile.reorder();
        double jitter = random.nextDouble() * 2 - 1;
        if (lost) {
            drop(packet, LinkCounter.DROPPED_LINK_LOSS);
            return;
        }
        if (packet.readableBytes() > profile.mostBytes()) {
            drop(packet, LinkCounter.DROPPED_LINK_LENGTH);
            return;
        }
        long sentNanos = transmit(packet.readableBytes(), nowNanos);
        if (sentNanos == NEVER || underWay.size() >= profile.queuePackets()) {
            drop(packet, LinkCounter.DROPPED_LINK_QUEUE);
            return;
        }
        long dueNanos = overtakes ? overtaking(sentNanos) : inOrder(sentNanos, jitter);
        if (duplicated && underWay.size() + 1 < profile.queuePackets()) {
            counters.increment(LinkCounter.LINK_DUPLICATED);
            underWay.add(new Departure(dueNanos, number++, packet.retainedDuplicate()));
        }
        underWay.add(new Departure(dueNanos, number++, packet));
    }

    private boolean isLost(double enter, double leave) {
        double loss = profile.loss();
        if (profile.lossBurst() == 1 || loss == 1) {
            losing = enter < loss;
        } else if (losing) {
            losing = leave >= 1 / profile.lossBurst();
        } else {
            losing = enter < loss / (1 - loss) / profile.lossBurst();
        }
        return losing;
    }

    /** When the last bit of a packet that comes now is on the wire; {@link #NEVER} if the queue is full. */
    private long transmit(int bytes, long nowNanos) {
        if (profile.bitsPerSecond() == 0) {
            return nowNanos;
        }
        if (!started || wireFreeNanos - nowNanos < 0) {
            started = true;
            wireFreeNanos = nowNanos;
        }
        double nanosPerByte = 8e9 / profile.bitsPerSecond();
        double waitingBytes = (wireFreeNanos - nowNanos) / nanosPerByte;
        if (waitingBytes + bytes > profile.queueBytes()) {
            return NEVER;
        }
        wireFreeNanos += Math.round(bytes * nanosPerByte);
        return wireFreeNanos;
    }

    private long overtaking(long sentNanos) {
        counters.increment(LinkCounter.LINK_REORDERED);
        return sentNanos;
    }

    private long inOrder(long sentNanos, double jitter) {
        long dueNanos = sentNanos + profile.delayNanos() + Math.round(jitter * profile.jitterNanos());
        boolean wouldOvertake = !underWay.isEmpty() && dueNanos - latestDueNanos < 0;
        latestDueNanos = wouldOvertake ? latestDueNanos : dueNanos;
        return latestDueNanos;
    }

    /** The next packet that is due, which then belongs to the caller; null if there is none yet. */
    public @Nullable ByteBuf poll(long nowNanos) {
        Departure first = underWay.peek();
        if (first == null || first.dueNanos - nowNanos > 0) {
            return null;
        }
        underWay.poll();
        return first.packet;
    }

    /** When {@link #poll} will have something; {@link #NEVER} if nothing is under way. */
    public long nextDueNanos() {
        Departure first = underWay.peek();
        return first == null ? NEVER : first.dueNanos;
    }

    /** How many packets are under way, duplicates included. */
    public int underWay() {
        return underWay.size();
    }

    /** Drops what is under way. */
    @Override
    public void close() {
        for (Departure departure : underWay) {
            drop(departure.packet, LinkCounter.DROPPED_LINK_QUEUE);
        }
        underWay.clear();
    }

    private void drop(ByteBuf packet, LinkCounter why) {
        packet.release();
        counters.increment(why);
    }
}
