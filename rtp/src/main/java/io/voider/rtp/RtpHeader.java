package io.voider.rtp;

import io.netty.buffer.ByteBuf;

/**
 * The fixed RTP header (RFC 3550, section 5.1) as offsets over a buffer; SRTP (RFC 3711) leaves it in clear.
 *
 * <p>What shares a media port with RTP is told apart by its first two bytes (RFC 7983, section 7; RFC 5761, section 4).
 */
public final class RtpHeader {
    /** Length of the fixed header in bytes. */
    public static final int LENGTH = 12;

    private static final int VERSION_2 = 2;
    private static final int FIRST_RTCP_TYPE = 192;
    private static final int LAST_RTCP_TYPE = 223;

    private RtpHeader() {}

    /** What a datagram on a media port is, judged by its first bytes alone. */
    public enum Kind {
        /** RTP or SRTP. */
        RTP,
        /** RTCP or SRTCP. */
        RTCP,
        /** Neither: STUN, DTLS, ZRTP, UDPTL (T.38), a keep-alive. */
        OTHER
    }

    /** Classifies the datagram of {@code length} bytes at {@code offset}. */
    public static Kind classify(ByteBuf buffer, int offset, int length) {
        if (length < 8 || (buffer.getByte(offset) & 0xc0) >>> 6 != VERSION_2) {
            return Kind.OTHER;
        }
        int second = buffer.getUnsignedByte(offset + 1);
        if (second >= FIRST_RTCP_TYPE && second <= LAST_RTCP_TYPE) {
            return Kind.RTCP;
        }
        return length >= LENGTH ? Kind.RTP : Kind.OTHER;
    }

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
