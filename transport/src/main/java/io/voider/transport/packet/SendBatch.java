package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.ns.socket.PacketBatch;
import io.voider.ns.socket.PacketSocket;

/** Packets on their way into the kernel: filled from the front, sent from the front, empty again when all are gone. */
final class SendBatch {

    /** The most packets of one system call. */
    static final int SLOTS = 64;

    /** Where in its slot the IP header begins, whatever stands in front of it, so that it is aligned. */
    private static final int NETWORK = 16;

    private final PacketBatch slots;
    private final ByteBuf memory;
    private final int[] lengths = new int[SLOTS];
    private int sent;
    private int filled;

    SendBatch(int slotBytes) {
        slots = new PacketBatch(SLOTS, slotBytes);
        memory = Unpooled.wrappedBuffer(slots.packets());
    }

    /** A slot for packets of up to {@code mtu} bytes. */
    static int slotBytes(int mtu) {
        return Math.max(2048, (NETWORK + mtu + 15) & ~15);
    }

    int slotBytes() {
        return slots.slotBytes();
    }

    boolean isEmpty() {
        return sent == filled;
    }

    boolean isFull() {
        return filled == SLOTS;
    }

    /** How many wait. */
    int waiting() {
        return filled - sent;
    }

    /** All packets' memory; the one being added begins at {@link #next}. */
    ByteBuf memory() {
        return memory;
    }

    /** The index in {@link #memory} where the next packet's IP header goes; up to 16 bytes in front of it are free. */
    int next() {
        return filled * slots.slotBytes() + NETWORK;
    }

    /**
     * Adds the packet written at {@link #next}.
     *
     * @param header the bytes in front of it that belong to it
     * @param length its bytes from there on
     */
    void add(int header, int length) {
        slots.extent(filled, NETWORK - header, header + length);
        lengths[filled] = length;
        filled++;
    }

    /** One system call: how many of those waiting were sent, or a negated error number. They still count as waiting. */
    int send(PacketSocket socket) {
        return socket.send(slots, sent, filled - sent);
    }

    /** Removes the first {@code count} of those waiting. */
    int remove(int count) {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += lengths[sent++];
        }
        if (sent == filled) {
            sent = 0;
            filled = 0;
        }
        return bytes;
    }
}
