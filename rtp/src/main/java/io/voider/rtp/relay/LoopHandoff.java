package io.voider.rtp.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Carries packets from one event loop to another: a ring of slots with one thread that fills and one that empties.
 *
 * <p>{@link #offer} and {@link #wake} belong to the filling loop, the rest to the emptying one, which is woken once for all
 * that a batch brought. Memory is fixed, and nothing is allocated per packet.
 */
final class LoopHandoff implements Runnable {
    static final int SLOTS = 256;
    private static final int SLOT_BYTES = 2_048;

    private final EventLoop to;
    private final ByteBuf memory = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(SLOTS * SLOT_BYTES));
    private final int[] lengths = new int[SLOTS];
    private final @Nullable LegPort[] ports = new @Nullable LegPort[SLOTS];
    /** Counts of packets ever filled and ever emptied; each written by one side alone. */
    private final AtomicInteger filled = new AtomicInteger();

    private final AtomicInteger emptied = new AtomicInteger();
    private final AtomicBoolean awake = new AtomicBoolean();
    private int announced;

    LoopHandoff(EventLoop to) {
        this.to = to;
    }

    /** Copies a packet in; false when there is no room for it. */
    boolean offer(LegPort port, ByteBuf buffer, int index, int length) {
        int next = filled.getPlain();
        if (next - emptied.getAcquire() == SLOTS || length > SLOT_BYTES) {
            return false;
        }
        int slot = next & (SLOTS - 1);
        memory.setBytes(slot * SLOT_BYTES, buffer, index, length);
        lengths[slot] = length;
        ports[slot] = port;
        filled.setRelease(next + 1);
        return true;
    }

    /** Tells the other loop, if anything was offered since the last time. */
    void wake() {
        if (announced != filled.getPlain()) {
            announced = filled.getPlain();
            if (awake.compareAndSet(false, true)) {
                to.execute(this);
            }
        }
    }

    /** Transmits all that waits, on the emptying loop. */
    @Override
    public void run() {
        awake.set(false);
        int end = filled.get();
        int begin = emptied.getPlain();
        for (int next = begin; next != end; next++) {
            int slot = next & (SLOTS - 1);
            LegPort port = ports[slot];
            if (port != null) {
                port.transmit(memory, slot * SLOT_BYTES, lengths[slot]);
            }
        }
        for (int next = begin; next != end; next++) {
            int slot = next & (SLOTS - 1);
            LegPort port = ports[slot];
            if (port != null && (next + 1 == end || ports[(next + 1) & (SLOTS - 1)] != port)) {
                port.flush();
            }
            ports[slot] = null;
        }
        emptied.setRelease(end);
    }
}
