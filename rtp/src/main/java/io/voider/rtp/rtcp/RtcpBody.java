package io.voider.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Reads one packet's body from its first byte to its last, and says where it ended too early. */
final class RtcpBody {
    private final ByteBuf buffer;
    private final int start;
    private final int end;
    private final int datagram;
    private int at;

    /** The bytes from {@code start} up to {@code end} of a datagram that begins at {@code datagram}. */
    RtcpBody(ByteBuf buffer, int start, int end, int datagram) {
        this.buffer = buffer;
        this.start = start;
        this.end = end;
        this.datagram = datagram;
        this.at = start;
    }

    private int take(int bytes) throws RtcpFormatException {
        if (end - at < bytes) {
            throw new RtcpFormatException("packet ends " + (bytes - (end - at)) + " bytes early", at - datagram);
        }
        int here = at;
        at += bytes;
        return here;
    }

    int remaining() {
        return end - at;
    }

    int unsigned8() throws RtcpFormatException {
        return buffer.getUnsignedByte(take(1));
    }

    int signed8() throws RtcpFormatException {
        return buffer.getByte(take(1));
    }

    int unsigned16() throws RtcpFormatException {
        return buffer.getUnsignedShort(take(2));
    }

    int signed24() throws RtcpFormatException {
        return buffer.getMedium(take(3));
    }

    int int32() throws RtcpFormatException {
        return buffer.getInt(take(4));
    }

    long unsigned32() throws RtcpFormatException {
        return buffer.getUnsignedInt(take(4));
    }

    long int64() throws RtcpFormatException {
        return buffer.getLong(take(8));
    }

    void skip(int bytes) throws RtcpFormatException {
        take(bytes);
    }

    /** Skips the zero bytes up to the next 32-bit word of the body. */
    void alignToWord() throws RtcpFormatException {
        take(-(at - start) & 3);
    }

    String text(int length, Charset charset) throws RtcpFormatException {
        return buffer.toString(take(length), length, charset);
    }

    String ascii(int length) throws RtcpFormatException {
        return text(length, StandardCharsets.US_ASCII);
    }

    Bytes bytes(int length) throws RtcpFormatException {
        int here = take(length);
        return Bytes.copy(buffer, here, here + length);
    }

    Bytes rest() {
        int here = at;
        at = end;
        return Bytes.copy(buffer, here, end);
    }

    /** The next {@code length} bytes as a body of their own. */
    RtcpBody part(int length) throws RtcpFormatException {
        int here = take(length);
        return new RtcpBody(buffer, here, here + length, datagram);
    }
}
