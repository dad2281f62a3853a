package io.voider.nat.repair;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Copies that wait to be sent: late enough that what swallowed the first has passed, soon enough for a phone's jitter
 * buffer. At most {@value #MOST} wait; beyond that none is taken.
 */
public final class LateCopies {
    /** What {@link #nextDueNanos} says when none waits. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Between a datagram and its copy. */
    static final long DELAY_NANOS = 20_000_000L;

    private static final int MOST = 64;

    private record LateCopy(ByteBuf datagram, long dueNanos, int copies) {}

    private final ArrayDeque<LateCopy> waiting = new ArrayDeque<>();

    /**
     * Has copies wait their time, each {@code DELAY_NANOS} after the one before.
     *
     * @param datagram owned from now on, if it is taken
     * @param copies how many are to be sent, 1 or more
     * @return whether it is taken
     */
    public boolean offer(ByteBuf datagram, int copies, long nowNanos) {
        if (waiting.size() == MOST) {
            return false;
        }
        waiting.addLast(new LateCopy(datagram, nowNanos + DELAY_NANOS, copies));
        return true;
    }

    /** The next copy that is due, which becomes the caller's; null if none is. */
    public @Nullable ByteBuf poll(long nowNanos) {
        LateCopy first = waiting.peekFirst();
        if (first == null || first.dueNanos > nowNanos) {
            return null;
        }
        waiting.removeFirst();
        if (first.copies == 1) {
            return first.datagram;
        }
        waiting.addLast(new LateCopy(first.datagram, nowNanos + DELAY_NANOS, first.copies - 1));
        return first.datagram.retainedDuplicate();
    }

    /** When {@link #poll} will have something. */
    public long nextDueNanos() {
        LateCopy first = waiting.peekFirst();
        return first == null ? NEVER : first.dueNanos;
    }

    /** Drops all. */
    public void close() {
        waiting.forEach(copy -> copy.datagram.release());
        waiting.clear();
    }
}
