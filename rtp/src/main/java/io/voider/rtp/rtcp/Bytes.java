package io.voider.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;

/** An immutable run of bytes that compares by content and prints as hexadecimal. */
public final class Bytes {
    /** No bytes. */
    public static final Bytes NONE = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of the bytes from {@code start} up to {@code end}. */
    static Bytes copy(ByteBuf buffer, int start, int end) {
        return start >= end ? NONE : new Bytes(ByteBufUtil.getBytes(buffer, start, end - start, true));
    }

    /** A copy of these bytes. */
    public byte[] toArray() {
        return content.clone();
    }

    /** How many there are. */
    public int length() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return ByteBufUtil.hexDump(content);
    }
}
