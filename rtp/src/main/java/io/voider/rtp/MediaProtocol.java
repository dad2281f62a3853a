package io.voider.rtp;

import io.netty.buffer.ByteBuf;

/**
 * What shares a media port, told apart by its first bytes (RFC 7983 section 7, RFC 5761 section 4).
 *
 * <p>UDPTL (T.38) is not among them: it begins with a sequence number, so that it may look like anything. Whether it is to be
 * expected, the session description says.
 */
public enum MediaProtocol {
    /** RTP or SRTP: version 2, and at least the fixed header. */
    RTP,
    /** RTCP or SRTCP: version 2 and packet type 192…223. */
    RTCP,
    /** STUN with the magic cookie (RFC 8489), as ICE sends it, or without it and with a method and length of RFC 3489. */
    STUN,
    /** DTLS 1.0 and later: content type 20…31 with a version, or the unified header of DTLS 1.3 (RFC 9147 section 4). */
    DTLS,
    /** ZRTP (RFC 6189 section 5). */
    ZRTP,
    /** Floor control over UDP: version 2 of BFCP (RFC 8855 section 5.1). */
    BFCP,
    /** None of these. */
    OTHER;

    private static final int VERSION_2 = 2;
    private static final int FIRST_RTCP_TYPE = 192;
    private static final int LAST_RTCP_TYPE = 223;
    private static final int RTCP_LENGTH = 8;
    private static final int STUN_LENGTH = 20;
    private static final int STUN_COOKIE = 0x2112_a442;
    private static final int LAST_STUN = 3;
    /** Binding or shared secret. */
    private static final int OLD_STUN_METHODS = 2;

    private static final int BFCP_VERSION_2 = 2;
    private static final int BFCP_LENGTH = 12;
    private static final int LAST_BFCP_PRIMITIVE = 18;
    private static final int BFCP_FRAGMENT = 0x08;
    private static final int ZRTP_FIRST = 0x10;
    private static final int ZRTP_LENGTH = 16;
    private static final int ZRTP_COOKIE = 0x5a52_5450;
    private static final int FIRST_DTLS = 20;
    private static final int LAST_DTLS = 63;
    private static final int FIRST_UNIFIED = 32;
    private static final int DTLS_LENGTH = 13;
    private static final int DTLS_MAJOR = 0xfe;

    /** Classifies the datagram of {@code length} bytes at {@code offset}. */
    public static MediaProtocol of(ByteBuf buffer, int offset, int length) {
        if (length < RTCP_LENGTH) {
            return OTHER;
        }
        int first = buffer.getUnsignedByte(offset);
        if (first >>> 6 == VERSION_2) {
            int second = buffer.getUnsignedByte(offset + 1);
            if (second >= FIRST_RTCP_TYPE && second <= LAST_RTCP_TYPE) {
                return RTCP;
            }
            return length >= RtpHeader.LENGTH ? RTP : OTHER;
        }
        return besideRtp(buffer, offset, length, first);
    }

    /** RFC 3489 section 11.1: two methods, of each a request, a response and an error, and nothing behind the message. */
    private static boolean isOldStun(ByteBuf buffer, int offset, int length, int first) {
        int second = buffer.getUnsignedByte(offset + 1);
        int method = second & 0x0f;
        boolean type =
                (first == 0 && second <= OLD_STUN_METHODS) || (first == 1 && (second & 0xef) <= OLD_STUN_METHODS);
        return type && method > 0 && length == STUN_LENGTH + buffer.getUnsignedShort(offset + 2);
    }

    private static boolean isBfcp(ByteBuf buffer, int offset, int length, int first) {
        int primitive = buffer.getUnsignedByte(offset + 1);
        boolean whole = length == BFCP_LENGTH + 4 * buffer.getUnsignedShort(offset + 2);
        return length >= BFCP_LENGTH
                && primitive >= 1
                && primitive <= LAST_BFCP_PRIMITIVE
                && (whole || (first & BFCP_FRAGMENT) != 0);
    }

    private static MediaProtocol besideRtp(ByteBuf buffer, int offset, int length, int first) {
        if (first <= LAST_STUN) {
            boolean cookie = length >= STUN_LENGTH && buffer.getInt(offset + 4) == STUN_COOKIE;
            return cookie || isOldStun(buffer, offset, length, first) ? STUN : OTHER;
        }
        if (first >>> 5 == BFCP_VERSION_2) {
            return isBfcp(buffer, offset, length, first) ? BFCP : OTHER;
        }
        if (first == ZRTP_FIRST) {
            return length >= ZRTP_LENGTH && buffer.getInt(offset + 4) == ZRTP_COOKIE ? ZRTP : OTHER;
        }
        if (first >= FIRST_DTLS && first <= LAST_DTLS && length >= DTLS_LENGTH) {
            return first >= FIRST_UNIFIED || buffer.getUnsignedByte(offset + 1) == DTLS_MAJOR ? DTLS : OTHER;
        }
        return OTHER;
    }
}
