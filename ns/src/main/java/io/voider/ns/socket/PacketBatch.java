package io.voider.ns.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A fixed number of packet slots in one piece of native memory, with the message headers that {@code sendmmsg(2)} wants for
 * them.
 *
 * <pre>
 *   0                     struct mmsghdr × slots, 64 bytes each:
 *                           0 name  8 namelen  16 iov  24 iovlen  32 control  40 controllen  48 flags  56 length
 *   slots × 64            struct iovec × slots, 16 bytes each: 0 base  8 length
 *   slots × 80            packet bytes, slotBytes each
 * </pre>
 *
 * <p>Each message uses one extent of its slot: {@link #extent} says which. Not for use by two threads at once.
 */
public final class PacketBatch {

    private static final int HEADER_BYTES = 64;
    private static final int HEADER_IOV = 16;
    private static final int HEADER_IOV_COUNT = 24;
    private static final int VECTOR_BYTES = 16;
    private static final int VECTOR_LENGTH = 8;

    private final int slots;
    private final int slotBytes;
    private final ByteBuffer memory;
    private final ByteBuffer packets;
    private final long address;
    private final int packetsOffset;

    /**
     * @param slots 1 … 1024, the most messages of one system call (UIO_MAXIOV)
     * @param slotBytes the room for one packet, link-layer header included; 64 … 131,072, a multiple of 16
     */
    public PacketBatch(int slots, int slotBytes) {
        if (slots < 1 || slots > 1024) {
            throw new IllegalArgumentException("a batch has 1 to 1024 slots, not " + slots);
        }
        if (slotBytes < 64 || slotBytes > 131_072 || slotBytes % 16 != 0) {
            throw new IllegalArgumentException("a slot has 64 to 131072 bytes, a multiple of 16, not " + slotBytes);
        }
        this.slots = slots;
        this.slotBytes = slotBytes;
        packetsOffset = slots * (HEADER_BYTES + VECTOR_BYTES);
        memory = ByteBuffer.allocateDirect(packetsOffset + slots * slotBytes).order(ByteOrder.nativeOrder());
        packets = memory.duplicate().position(packetsOffset).slice();
        address = SocketCalls.addressOf(memory);
        for (int slot = 0; slot < slots; slot++) {
            memory.putLong(header(slot) + HEADER_IOV, address + vector(slot));
            memory.putLong(header(slot) + HEADER_IOV_COUNT, 1);
            extent(slot, 0, slotBytes);
        }
    }

    public int slots() {
        return slots;
    }

    public int slotBytes() {
        return slotBytes;
    }

    /** All slots' bytes, slot after slot, in network byte order: slot {@code n} begins at {@code n × slotBytes}. */
    public ByteBuffer packets() {
        return packets;
    }

    /**
     * Says which bytes of {@code slot} the kernel shall send.
     *
     * @param offset from the slot's beginning
     * @param length in bytes
     */
    public void extent(int slot, int offset, int length) {
        if (offset < 0 || length < 0 || offset + length > slotBytes) {
            throw new IndexOutOfBoundsException(
                    "bytes " + offset + " + " + length + " of a slot of " + slotBytes + " bytes");
        }
        memory.putLong(vector(slot), address + packetsOffset + (long) slot * slotBytes + offset);
        memory.putLong(vector(slot) + VECTOR_LENGTH, length);
    }

    long headerAddress(int slot) {
        return address + header(slot);
    }

    private int header(int slot) {
        return slot * HEADER_BYTES;
    }

    private int vector(int slot) {
        return slots * HEADER_BYTES + slot * VECTOR_BYTES;
    }
}
