package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * An IPv4 packet in a buffer (RFC 791), read and written in place.
 *
 * <pre>
 *    0 version (4 bits), header length in words (4)      8 TTL
 *    1 DSCP (6), ECN (2)                                 9 protocol
 *    2 total length                                     10 header checksum
 *    4 identification                                   12 source address
 *    6 flags (3), fragment offset in 8 bytes (13)       16 destination address
 * </pre>
 *
 * <p>A flyweight: {@link #wrap} makes it another packet's. It owns nothing and checks nothing but
 * {@link #isSound}; setters leave the header checksum to {@link #refreshChecksum}.
 */
public final class Ipv4 {

    /** Length of a header without options. */
    public static final int HEADER_BYTES = 20;
    /** The longest packet there is. */
    public static final int MAXIMUM_BYTES = 65_535;

    public static final int PROTOCOL_ICMP = 1;
    public static final int PROTOCOL_TCP = 6;
    public static final int PROTOCOL_UDP = 17;

    static final int TOTAL_LENGTH = 2;
    static final int IDENTIFICATION = 4;
    static final int FRAGMENT = 6;
    static final int TTL = 8;
    static final int PROTOCOL = 9;
    static final int CHECKSUM = 10;
    static final int SOURCE = 12;
    static final int DESTINATION = 16;

    static final int MORE_FRAGMENTS = 0x2000;
    static final int DONT_FRAGMENT = 0x4000;
    static final int OFFSET_MASK = 0x1fff;

    /** To all stations of the network at hand. */
    static final int BROADCAST = -1;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int offset;

    /** Whether an address names more than one station: multicast, the reserved ones above, and broadcast (RFC 1112, 919). */
    static boolean isGroup(int address) {
        return address >>> 28 >= 0xe;
    }

    /** Makes this the packet whose header begins at index {@code offset} of {@code buffer}. */
    public Ipv4 wrap(ByteBuf buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
        return this;
    }

    /**
     * Whether {@code available} bytes hold a whole IPv4 packet whose header does not contradict itself: version, header
     * length, total length, header checksum, and fragments that end within {@link #MAXIMUM_BYTES}.
     */
    public static boolean isSound(ByteBuf buffer, int offset, int available) {
        if (available < HEADER_BYTES || buffer.getByte(offset) >> 4 != 4) {
            return false;
        }
        int header = (buffer.getByte(offset) & 0xf) * 4;
        int total = buffer.getUnsignedShort(offset + TOTAL_LENGTH);
        if (header < HEADER_BYTES || total < header || total > available) {
            return false;
        }
        int fragment = buffer.getUnsignedShort(offset + FRAGMENT);
        if ((fragment & OFFSET_MASK) * 8 + total > MAXIMUM_BYTES) {
            return false;
        }
        return Checksum.fold(Checksum.sum(buffer, offset, header)) == 0xffff;
    }

    /**
     * Writes a header of 20 bytes for a packet that is no fragment, its checksum included.
     *
     * @param totalLength header included, 20 … 65,535
     * @param timeToLive 0 … 255
     */
    public Ipv4 write(int totalLength, int identification, int timeToLive, int protocol, int source, int destination) {
        buffer.setShort(offset, 0x4500);
        buffer.setShort(offset + TOTAL_LENGTH, totalLength);
        buffer.setShort(offset + IDENTIFICATION, identification);
        buffer.setShort(offset + FRAGMENT, 0);
        buffer.setByte(offset + TTL, timeToLive);
        buffer.setByte(offset + PROTOCOL, protocol);
        buffer.setInt(offset + SOURCE, source);
        buffer.setInt(offset + DESTINATION, destination);
        return refreshChecksum();
    }

    /** The buffer that the packet lies in. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** The index in {@link #buffer} where the header begins. */
    public int offset() {
        return offset;
    }

    /** In bytes, 20 … 60. */
    public int headerLength() {
        return (buffer.getByte(offset) & 0xf) * 4;
    }

    /** In bytes, header included. */
    public int totalLength() {
        return buffer.getUnsignedShort(offset + TOTAL_LENGTH);
    }

    /** The index in {@link #buffer} of the first byte behind the header. */
    public int payloadOffset() {
        return offset + headerLength();
    }

    /** In bytes. */
    public int payloadLength() {
        return totalLength() - headerLength();
    }

    /** The differentiated services code point (RFC 2474), 0 … 63. */
    public int dscp() {
        return buffer.getUnsignedByte(offset + 1) >> 2;
    }

    /** Sets the code point and keeps ECN. */
    public void dscp(int codePoint) {
        buffer.setByte(offset + 1, (codePoint << 2) | (buffer.getByte(offset + 1) & 3));
    }

    public int identification() {
        return buffer.getUnsignedShort(offset + IDENTIFICATION);
    }

    /** Whether it must not be fragmented. */
    public boolean dontFragment() {
        return (buffer.getUnsignedShort(offset + FRAGMENT) & DONT_FRAGMENT) != 0;
    }

    /** Whether fragments with higher offsets exist. */
    public boolean moreFragments() {
        return (buffer.getUnsignedShort(offset + FRAGMENT) & MORE_FRAGMENTS) != 0;
    }

    /** Where this fragment's payload belongs in the whole packet's, in bytes. */
    public int fragmentOffset() {
        return (buffer.getUnsignedShort(offset + FRAGMENT) & OFFSET_MASK) * 8;
    }

    /** Whether this is a part of a packet, first or later. */
    public boolean isFragment() {
        return (buffer.getUnsignedShort(offset + FRAGMENT) & (MORE_FRAGMENTS | OFFSET_MASK)) != 0;
    }

    /** 0 … 255. */
    public int timeToLive() {
        return buffer.getUnsignedByte(offset + TTL);
    }

    public void timeToLive(int hops) {
        buffer.setByte(offset + TTL, hops);
    }

    /** See {@code PROTOCOL_UDP} and its like. */
    public int protocol() {
        return buffer.getUnsignedByte(offset + PROTOCOL);
    }

    public int checksum() {
        return buffer.getUnsignedShort(offset + CHECKSUM);
    }

    /** The address as a number, first byte highest. */
    public int source() {
        return buffer.getInt(offset + SOURCE);
    }

    public void source(int address) {
        buffer.setInt(offset + SOURCE, address);
    }

    /** The address as a number, first byte highest. */
    public int destination() {
        return buffer.getInt(offset + DESTINATION);
    }

    public void destination(int address) {
        buffer.setInt(offset + DESTINATION, address);
    }

    /** Computes the header checksum anew. */
    public Ipv4 refreshChecksum() {
        int header = headerLength();
        long sum = Checksum.sum(buffer, offset, header) + (~checksum() & 0xffff);
        buffer.setShort(offset + CHECKSUM, Checksum.ofSum(sum));
        return this;
    }
}
