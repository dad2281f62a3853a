package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A UDP header in a buffer (RFC 768), read and written in place: 0 source port, 2 destination port, 4 length, header
 * included, 6 checksum. A flyweight like {@link Ipv4}; {@link PacketChecksums#finish} sets the checksum.
 */
public final class Udp {

    /** Length of the header. */
    public static final int HEADER_BYTES = 8;

    static final int DESTINATION_PORT = 2;
    static final int LENGTH = 4;
    static final int CHECKSUM = 6;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int offset;

    /** Makes this the datagram whose header begins at index {@code offset} of {@code buffer}. */
    public Udp wrap(ByteBuf buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
        return this;
    }

    /**
     * Writes a header with checksum zero.
     *
     * @param length header included, 8 … 65,515
     */
    public Udp write(int sourcePort, int destinationPort, int length) {
        buffer.setShort(offset, sourcePort);
        buffer.setShort(offset + DESTINATION_PORT, destinationPort);
        buffer.setShort(offset + LENGTH, length);
        buffer.setShort(offset + CHECKSUM, 0);
        return this;
    }

    /** The index of the header's first byte. */
    public int offset() {
        return offset;
    }

    /** 0 … 65,535. */
    public int sourcePort() {
        return buffer.getUnsignedShort(offset);
    }

    public void sourcePort(int port) {
        buffer.setShort(offset, port);
    }

    /** 0 … 65,535. */
    public int destinationPort() {
        return buffer.getUnsignedShort(offset + DESTINATION_PORT);
    }

    public void destinationPort(int port) {
        buffer.setShort(offset + DESTINATION_PORT, port);
    }

    /** In bytes, header included. */
    public int length() {
        return buffer.getUnsignedShort(offset + LENGTH);
    }

    /** The field as it stands; 0 means that the sender made none. */
    public int checksum() {
        return buffer.getUnsignedShort(offset + CHECKSUM);
    }

    /** The index of the first byte behind the header. */
    public int payloadOffset() {
        return offset + HEADER_BYTES;
    }

    /** In bytes. */
    public int payloadLength() {
        return length() - HEADER_BYTES;
    }
}
