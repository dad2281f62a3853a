package io.voider.ns;

import io.voider.ns.Layout.NlMsgHdr;
import io.voider.ns.Layout.RtAttr;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes one netlink message: header, the type's fixed part, attributes. */
final class NetlinkRequest {

    private final MessageType type;
    private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

    /**
     * @param flags to which {@code NLM_F_REQUEST} is added
     * @param fixedSize bytes of the type's fixed part, all zero at first
     */
    NetlinkRequest(MessageType type, int flags, int fixedSize) {
        this.type = type;
        buffer.putShort(NlMsgHdr.TYPE, (short) type.number());
        buffer.putShort(NlMsgHdr.FLAGS, (short) (flags | NlMsgHdr.NLM_F_REQUEST));
        buffer.position(NlMsgHdr.SIZE + Layout.align(fixedSize));
    }

    MessageType type() {
        return type;
    }

    /** Sets a byte of the fixed part. */
    NetlinkRequest set8(int offset, int value) {
        buffer.put(NlMsgHdr.SIZE + offset, (byte) value);
        return this;
    }

    /** Sets two bytes of the fixed part. */
    NetlinkRequest set16(int offset, int value) {
        buffer.putShort(NlMsgHdr.SIZE + offset, (short) value);
        return this;
    }

    /** Sets four bytes of the fixed part. */
    NetlinkRequest set32(int offset, int value) {
        buffer.putInt(NlMsgHdr.SIZE + offset, value);
        return this;
    }

    NetlinkRequest u8(int attribute, int value) {
        return bytes(attribute, (byte) value);
    }

    NetlinkRequest u32(int attribute, int value) {
        int start = begin(attribute, Integer.BYTES);
        buffer.putInt(value);
        return end(start);
    }

    /** The text in UTF-8 with a zero byte behind. */
    NetlinkRequest string(int attribute, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        int start = begin(attribute, text.length + 1);
        buffer.put(text).put((byte) 0);
        return end(start);
    }

    NetlinkRequest address(int attribute, InetAddress value) {
        return bytes(attribute, value.getAddress());
    }

    NetlinkRequest bytes(int attribute, byte... value) {
        int start = begin(attribute, value.length);
        buffer.put(value);
        return end(start);
    }

    /** An attribute whose value is {@code reserved} zero bytes followed by attributes. */
    NetlinkRequest nest(int attribute, int reserved, Consumer<NetlinkRequest> inside) {
        int start = begin(attribute, reserved);
        buffer.position(buffer.position() + reserved);
        inside.accept(this);
        return end(start);
    }

    private int begin(int attribute, int length) {
        int needed = RtAttr.SIZE + Layout.align(length);
        if (buffer.remaining() < needed) {
            buffer.flip();
            buffer = ByteBuffer.allocate(2 * buffer.capacity() + needed)
                    .order(ByteOrder.nativeOrder())
                    .put(buffer);
        }
        int start = buffer.position();
        buffer.putShort(start + RtAttr.TYPE, (short) attribute);
        buffer.position(start + RtAttr.SIZE);
        return start;
    }

    private NetlinkRequest end(int start) {
        int length = buffer.position() - start;
        if (length > 0xffff) {
            throw new IllegalArgumentException(
                    "a netlink attribute of " + length + " bytes: at most 65535 are possible");
        }
        buffer.putShort(start + RtAttr.LENGTH, (short) length);
        buffer.position(start + Layout.align(length));
        return this;
    }

    /** The whole message, from position to limit. */
    ByteBuffer finish(int sequence) {
        ByteBuffer message = buffer.duplicate().order(ByteOrder.nativeOrder()).flip();
        message.putInt(NlMsgHdr.LENGTH, message.limit());
        message.putInt(NlMsgHdr.SEQUENCE, sequence);
        return message;
    }
}
