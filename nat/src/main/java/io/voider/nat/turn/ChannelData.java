package io.voider.nat.turn;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A ChannelData message (RFC 8656 section 12.4), looked at where it lies:
 *
 * <pre>
 *   0  channel number (2, big-endian)
 *   2  length of the data (2, big-endian)
 *   4  data; on a stream followed by 0 to 3 bytes that fill it up to a multiple of four
 * </pre>
 *
 * <p>At both ends nothing else begins with the bits 01, in which all of these numbers begin.
 */
public final class ChannelData {
    public static final int MIN_NUMBER = 0x4000;
    /** RFC 8656 stops at 0x4FFF; clients of RFC 5766 go on to here, and nothing else begins so. */
    public static final int MAX_NUMBER = 0x7FFF;

    static final int HEADER_BYTES = 4;

    private ChannelData() {}

    /** Whether the first two bytes are a channel number, and a whole header is there. */
    public static boolean isOne(ByteBuf message) {
        return message.readableBytes() >= HEADER_BYTES && isNumber(message.getUnsignedShort(message.readerIndex()));
    }

    public static boolean isNumber(int number) {
        return number >= MIN_NUMBER && number <= MAX_NUMBER;
    }

    /** The channel's number, of what {@link #isOne}. */
    public static int number(ByteBuf message) {
        return message.getUnsignedShort(message.readerIndex());
    }

    /** The data, retained, of what {@link #isOne}; null if it ends too early. */
    public static @Nullable ByteBuf data(ByteBuf message) {
        int length = message.getUnsignedShort(message.readerIndex() + 2);
        return length > message.readableBytes() - HEADER_BYTES
                ? null
                : message.retainedSlice(message.readerIndex() + HEADER_BYTES, length);
    }

    /** A message of one datagram, in a buffer of its own; {@code data} stays the caller's. */
    public static ByteBuf of(int number, ByteBuf data) {
        int length = data.readableBytes();
        return data.alloc()
                .directBuffer(HEADER_BYTES + length + 3)
                .writeShort(number)
                .writeShort(length)
                .writeBytes(data, data.readerIndex(), length);
    }

    /** How many bytes a whole message has on a stream, by the length in its header. */
    static int streamedBytes(int dataBytes) {
        return HEADER_BYTES + dataBytes + padding(dataBytes);
    }

    /** How many bytes fill {@code length} up to a multiple of four: 0 to 3. */
    static int padding(int length) {
        return -length & 3;
    }
}
