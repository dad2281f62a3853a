package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.ns.socket.PacketBatch;
import java.nio.ByteBuffer;

/**
 * Slots to receive into, and the {@link Packet} that lies in each. The IP header begins at byte {@value #NETWORK} of its
 * slot whatever stands in front of it, so that it is aligned.
 */
final class ReceiveBatch {

    /**
     * The most packets of one system call. No more than Netty's recyclers keep at hand for their thread (32): when a batch
     * is written on through a pipeline, every buffer is found again, and nothing is allocated.
     */
    static final int SLOTS = 32;

    static final int NETWORK = 16;

    private final PacketBatch slots;
    private final int start;
    private final boolean frame;
    private final ByteBuf[] buffers = new ByteBuf[SLOTS];
    private final Packet[] packets = new Packet[SLOTS];
    private int expected;

    ReceiveBatch(int linkHeaderBytes, int slotBytes) {
        slots = new PacketBatch(SLOTS, slotBytes);
        frame = linkHeaderBytes > 0;
        start = NETWORK - linkHeaderBytes;
        for (int slot = 0; slot < SLOTS; slot++) {
            renew(slot);
        }
    }

    /** A slot for packets of up to {@code mtu} bytes. */
    static int slotBytes(int mtu) {
        return Math.max(2048, (NETWORK + mtu + 15) & ~15);
    }

    /** Lets the kernel write up to {@code mtu} bytes behind the link-layer header, so that it tells us of longer ones. */
    void expect(int mtu) {
        if (mtu == expected) {
            return;
        }
        expected = mtu;
        for (int slot = 0; slot < SLOTS; slot++) {
            slots.extent(slot, start, NETWORK - start + mtu);
        }
    }

    PacketBatch slots() {
        return slots;
    }

    /** The packet in {@code slot}, its headers read; its {@link Packet#kind} says whether they were sound. */
    Packet read(int slot, boolean whole) {
        Packet packet = packets[slot];
        packet.read(start, slots.length(slot), frame, whole);
        return packet;
    }

    /** The packet that was read in {@code slot}. */
    Packet packet(int slot) {
        return packets[slot];
    }

    /** Whether somebody released or retained what was only lent, against the rule; the slot is usable again afterwards. */
    boolean wasKept(int slot) {
        if (buffers[slot].refCnt() == 1) {
            return false;
        }
        renew(slot);
        return true;
    }

    private void renew(int slot) {
        ByteBuffer all = slots.packets();
        ByteBuffer memory = all.duplicate()
                .position(slot * slots.slotBytes())
                .limit((slot + 1) * slots.slotBytes())
                .slice();
        buffers[slot] = Unpooled.wrappedBuffer(memory);
        packets[slot] = new Packet(buffers[slot]);
    }
}
