package io.voider.rtp;

import io.netty.buffer.ByteBuf;

/**
 * The fixed RTP header (RFC 3550, section 5.1) as offsets over a buffer; SRTP (RFC 3711) leaves it in clear; {@link MediaProtocol}
 * says whether a datagram has one.
 */
public final class RtpHeader {
    /** Length of the fixed header in bytes. */
    public static final int LENGTH = 12;

    private RtpHeader() {}

    /** The payload type, 0…127. */
    public static int payloadType(ByteBuf buffer, int offset) {
        return buffer.getByte(offset + 1) & 0x7f;
    }

    /** Whether the marker bit is set. */
    public static boolean marker(ByteBuf buffer, int offset) {
        return buffer.getByte(offset + 1) < 0;
    }

    /** The sequence number, 0…65535. */
    public static int sequenceNumber(ByteBuf buffer, int offset) {
        return buffer.getUnsignedShort(offset + 2);
    }

    /** The media timestamp, in units of the payload's clock, modulo 2³². */
    public static int timestamp(ByteBuf buffer, int offset) {
        return buffer.getInt(offset + 4);
    }

    /** The synchronization source identifier. */
    public static int ssrc(ByteBuf buffer, int offset) {
        return buffer.getInt(offset + 8);
    }
}
