package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;

/**
 * What can be told from outside about a datagram between two OpenVPNs: the first byte is opcode (5 bits) and key id (3
 * bits), and all but data packets go on with the sender's session id (8 bytes).
 */
public final class Datagrams {
    /** What {@link #dataNumber} says of what bears no number. */
    public static final long NO_NUMBER = -1;

    static final int CONTROL_SOFT_RESET_V1 = 3;
    static final int CONTROL_V1 = 4;
    static final int ACK_V1 = 5;
    static final int DATA_V1 = 6;
    static final int CONTROL_HARD_RESET_CLIENT_V2 = 7;
    static final int CONTROL_HARD_RESET_SERVER_V2 = 8;
    static final int DATA_V2 = 9;
    static final int CONTROL_HARD_RESET_CLIENT_V3 = 10;
    static final int CONTROL_WKC_V1 = 11;

    /** The first byte of our own notice that a session is lost; an opcode that OpenVPN gave up, as in the next two. */
    static final int NOTICE = 0x0f;

    /** That of our own question whether a session is known. */
    static final int QUESTION = 0x0e;

    /** That of the answer that it is. */
    static final int KNOWN = 0x0d;

    private static final int SESSION_ID_AT = 1;

    private Datagrams() {}

    static int firstByte(ByteBuf datagram) {
        return datagram.getUnsignedByte(datagram.readerIndex());
    }

    static int opcode(ByteBuf datagram) {
        return firstByte(datagram) >>> 3;
    }

    static boolean isData(int opcode) {
        return opcode == DATA_V2 || opcode == DATA_V1;
    }

    /** The sender's session id; the datagram must be no data packet and have {@link #hasSessionId}. */
    static long sessionId(ByteBuf datagram) {
        return datagram.getLong(datagram.readerIndex() + SESSION_ID_AT);
    }

    /** Whether it is one of the short notices that the two nodes exchange about sessions, which are said again word for word. */
    public static boolean isNotice(ByteBuf datagram) {
        int first = firstByte(datagram);
        return first == NOTICE || first == QUESTION || first == KNOWN;
    }

    /**
     * The number in clear of a data packet, 0…2<sup>35</sup>-1: key id and packet id, of which the sender gives each packet the
     * next. They lie behind opcode (and, in version 2, 24 bits of peer id), as OpenVPN's AEAD modes have them.
     */
    public static long dataNumber(ByteBuf datagram) {
        int at = datagram.readerIndex() + (opcode(datagram) == DATA_V2 ? 4 : 1);
        if (!isData(opcode(datagram)) || datagram.writerIndex() < at + Integer.BYTES) {
            return NO_NUMBER;
        }
        long key = firstByte(datagram) & 7;
        return key << Integer.SIZE | datagram.getUnsignedInt(at);
    }

    static boolean hasSessionId(ByteBuf datagram) {
        return datagram.readableBytes() >= SESSION_ID_AT + Long.BYTES;
    }
}
