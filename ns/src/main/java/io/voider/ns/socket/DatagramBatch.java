package io.voider.ns.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The message headers with which {@code recvmmsg(2)} and {@code sendmmsg(2)} take up to so many datagrams in one system call;
 * the datagrams' bytes lie in memory of the caller's.
 *
 * <pre>
 *   0             struct mmsghdr × slots, 64 bytes each:
 *                   0 name  8 namelen  16 iov  24 iovlen  32 control  40 controllen  48 flags  56 length
 *   slots × 64    struct iovec × slots, 16 bytes each: 0 base  8 length
 *   slots × 80    peers' addresses × slots, 32 bytes each
 * </pre>
 *
 * <p>Not for use by two threads at once.
 */
public final class DatagramBatch {
    private static final int HEADER_BYTES = 64;
    private static final int HEADER_NAME = 0;
    private static final int HEADER_NAME_LENGTH = 8;
    private static final int HEADER_IOV = 16;
    private static final int HEADER_IOV_COUNT = 24;
    private static final int HEADER_LENGTH = 56;
    private static final int VECTOR_BYTES = 16;
    private static final int VECTOR_LENGTH = 8;
    private static final int MOST_SLOTS = 1024;

    private final int slots;
    private final ByteBuffer memory;
    private final long address;

    /**
     * Headers without datagrams.
     *
     * @param slots 1 … 1024, the most datagrams of one system call (UIO_MAXIOV)
     */
    public DatagramBatch(int slots) {
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new IllegalArgumentException("a batch has 1 to 1024 slots, not " + slots);
        }
        this.slots = slots;
        memory = ByteBuffer.allocateDirect(slots * (HEADER_BYTES + VECTOR_BYTES + UdpAddress.BYTES))
                .order(ByteOrder.nativeOrder());
        address = SocketCalls.addressOf(memory);
        for (int slot = 0; slot < slots; slot++) {
            memory.putLong(header(slot) + HEADER_NAME, address + peerAt(slot));
            memory.putLong(header(slot) + HEADER_IOV, address + vector(slot));
            memory.putLong(header(slot) + HEADER_IOV_COUNT, 1);
        }
    }

    public int slots() {
        return slots;
    }

    /**
     * Says where the slot's datagram is, or may be received into.
     *
     * @param bytesAddress in native memory, which has to stay until the system call is done
     * @param length in bytes
     */
    public void bytes(int slot, long bytesAddress, int length) {
        memory.putLong(vector(slot), bytesAddress);
        memory.putLong(vector(slot) + VECTOR_LENGTH, length);
    }

    /** Says where the slot's datagram is to be sent. */
    public void to(int slot, UdpAddress peer) {
        memory.putInt(header(slot) + HEADER_NAME_LENGTH, peer.write(memory, peerAt(slot)));
    }

    /** How long the datagram is that was received into the slot. */
    public int length(int slot) {
        return memory.getInt(header(slot) + HEADER_LENGTH);
    }

    /** Where the datagram came from that was received into the slot; {@code likely} if that is where. */
    public UdpAddress from(int slot, @Nullable UdpAddress likely) {
        return likely != null && likely.isAt(memory, peerAt(slot)) ? likely : UdpAddress.at(memory, peerAt(slot));
    }

    /** Gives the first slots' peers the room that the kernel wants to hear of. */
    void makeRoom(int count) {
        for (int slot = 0; slot < count; slot++) {
            memory.putInt(header(slot) + HEADER_NAME_LENGTH, UdpAddress.BYTES);
        }
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

    private int peerAt(int slot) {
        return slots * (HEADER_BYTES + VECTOR_BYTES) + slot * UdpAddress.BYTES;
    }
}
