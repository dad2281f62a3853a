package io.voider.rtp.rtcp;

import io.netty.buffer.ByteBuf;

/**
 * Walks the packets of an RTCP datagram in place. A flyweight: wrap, check, then step; nothing is allocated or copied.
 *
 * <pre>{@code
 * reader.wrap(buffer, offset, length);
 * if (reader.wellFormed()) {
 *     while (reader.next()) { … reader.type() … }
 * }
 * }</pre>
 */
public final class RtcpReader {
    static final int HEADER = 4;
    private static final int SENDER_INFO = 24;
    private static final int RECEIVER_INFO = 4;
    private static final int REPORT_BLOCK = 24;

    private ByteBuf buffer = io.netty.buffer.Unpooled.EMPTY_BUFFER;
    private int end;
    private int start;
    private int packet;
    private int packetEnd;

    /** Sets the reader before the first packet of the datagram of {@code length} bytes at {@code offset}. */
    public RtcpReader wrap(ByteBuf datagram, int offset, int length) {
        buffer = datagram;
        start = offset;
        end = offset + length;
        packet = offset;
        packetEnd = offset;
        return this;
    }

    /**
     * Whether each packet has version 2 and a type of the RTCP range, the lengths add up to the datagram, only the last is
     * padded, and the reports hold the blocks that they claim (RFC 3550, appendix A.2).
     */
    public boolean wellFormed() {
        return fault() < 0;
    }

    /** The offset of the first fault in the buffer, or -1 when there is none. */
    int fault() {
        int at = start;
        if (end - start < HEADER) {
            return start;
        }
        while (at < end) {
            if (end - at < HEADER) {
                return at;
            }
            int next = at + HEADER + 4 * buffer.getUnsignedShort(at + 2);
            int type = buffer.getUnsignedByte(at + 1);
            boolean versionTwo = (buffer.getByte(at) & 0xc0) == 0x80;
            if (!versionTwo || type < 192 || type > 223 || next > end) {
                return at;
            }
            if (padded(at) && (next != end || !paddingFits(at, next))) {
                return at;
            }
            if (minimumLength(type, count(at)) > bodyEnd(at, next) - at) {
                return at;
            }
            at = next;
        }
        return -1;
    }

    private static int minimumLength(int type, int count) {
        return switch (type) {
            case RtcpType.SENDER_REPORT -> HEADER + SENDER_INFO + REPORT_BLOCK * count;
            case RtcpType.RECEIVER_REPORT -> HEADER + RECEIVER_INFO + REPORT_BLOCK * count;
            case RtcpType.GOODBYE -> HEADER + 4 * count;
            case RtcpType.APPLICATION_DEFINED, RtcpType.TRANSPORT_FEEDBACK, RtcpType.PAYLOAD_FEEDBACK -> HEADER + 8;
            case RtcpType.EXTENDED_REPORT -> HEADER + 4;
            default -> HEADER;
        };
    }

    private boolean padded(int at) {
        return (buffer.getByte(at) & 0x20) != 0;
    }

    private int count(int at) {
        return buffer.getByte(at) & 0x1f;
    }

    private boolean paddingFits(int at, int next) {
        int padding = buffer.getUnsignedByte(next - 1);
        return padding > 0 && (padding & 3) == 0 && next - at >= HEADER + padding;
    }

    private int bodyEnd(int at, int next) {
        return padded(at) ? next - buffer.getUnsignedByte(next - 1) : next;
    }

    /** Steps to the next packet of a {@link #wellFormed() well-formed} datagram; false behind the last. */
    public boolean next() {
        if (packetEnd >= end) {
            return false;
        }
        packet = packetEnd;
        packetEnd = packet + HEADER + 4 * buffer.getUnsignedShort(packet + 2);
        return true;
    }

    /** The packet type, one of {@link RtcpType} or another of 192…223. */
    public int type() {
        return buffer.getUnsignedByte(packet + 1);
    }

    /** The count, subtype or format field, 0…31. */
    public int count() {
        return count(packet);
    }

    /** The SSRC of the packet's sender; of packets that have one. */
    public int ssrc() {
        return buffer.getInt(packet + 4);
    }

    /** Offset in the buffer of what follows the packet's four header bytes. */
    int bodyOffset() {
        return packet + HEADER;
    }

    /** Offset in the buffer behind the packet's last byte, padding left out. */
    int bodyEnd() {
        return bodyEnd(packet, packetEnd);
    }

    /** The middle 32 bits of a sender report's NTP timestamp: what a report block calls LSR. */
    public int senderNtpMiddle() {
        return (int) (buffer.getLong(packet + 8) >>> 16);
    }

    /** Number of report blocks in this packet; 0 when it is neither SR nor RR. */
    public int reportBlocks() {
        int type = type();
        return type == RtcpType.SENDER_REPORT || type == RtcpType.RECEIVER_REPORT ? count() : 0;
    }

    int blockOffset(int block) {
        int info = type() == RtcpType.SENDER_REPORT ? SENDER_INFO : RECEIVER_INFO;
        return packet + HEADER + info + REPORT_BLOCK * block;
    }

    /** The source that a report block is about. */
    public int blockSsrc(int block) {
        return buffer.getInt(blockOffset(block));
    }

    /** Cumulative number of packets lost, a signed 24-bit number. */
    public int blockCumulativeLost(int block) {
        return buffer.getMedium(blockOffset(block) + 5);
    }

    /** Interarrival jitter in timestamp units. */
    public int blockJitter(int block) {
        return buffer.getInt(blockOffset(block) + 12);
    }

    /** LSR: the middle 32 bits of the last sender report's NTP timestamp, 0 when none was received. */
    public int blockLastSenderReport(int block) {
        return buffer.getInt(blockOffset(block) + 16);
    }

    /** DLSR: time since that report was received, in 1/65536 s. */
    public long blockDelaySinceLastSenderReport(int block) {
        return buffer.getUnsignedInt(blockOffset(block) + 20);
    }
}
