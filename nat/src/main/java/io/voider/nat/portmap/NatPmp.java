package io.voider.nat.portmap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * NAT-PMP (RFC 6886 sections 3.2 and 3.3).
 *
 * <pre>
 *   ask for the address:  u8 0, u8 0                    answer: u8 0, u8 128, u16 result, u32 epoch, 4 bytes address
 *   ask for a UDP port:   u8 0, u8 1, u16 0, u16 inside, u16 outside wished for, u32 lifetime
 *                         answer: u8 0, u8 129, u16 result, u32 epoch, u16 inside, u16 outside, u32 lifetime
 * </pre>
 */
final class NatPmp {
    static final int VERSION = 0;
    static final int SUCCESS = 0;
    private static final int ADDRESS = 128;
    private static final int UDP_PORT = 129;

    sealed interface Answer {
        /** The router's own outside address. */
        record Address(InetAddress outside) implements Answer {}

        record Port(int inside, int outside, long lifetimeSeconds) implements Answer {}

        record Refused(int result) implements Answer {}
    }

    private NatPmp() {}

    static byte[] askAddress() {
        return new byte[] {VERSION, 0};
    }

    static byte[] askPort(int inside, long lifetimeSeconds) {
        ByteBuf out = Unpooled.buffer(12);
        out.writeByte(VERSION).writeByte(1).writeShort(0).writeShort(inside).writeShort(inside);
        out.writeInt((int) lifetimeSeconds);
        return ByteBufUtil.getBytes(out);
    }

    static Answer read(ByteBuf in) throws PortMapException {
        int at = in.readerIndex();
        if (in.readableBytes() < 8 || in.getUnsignedByte(at) != VERSION) {
            throw new PortMapException("not a NAT-PMP response");
        }
        int result = in.getUnsignedShort(at + 2);
        int kind = in.getUnsignedByte(at + 1);
        if (result != SUCCESS) {
            return new Answer.Refused(result);
        }
        if (kind == ADDRESS && in.readableBytes() >= 12) {
            byte[] raw = new byte[4];
            in.getBytes(at + 8, raw);
            try {
                return new Answer.Address(InetAddress.getByAddress(raw));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
        if (kind == UDP_PORT && in.readableBytes() >= 16) {
            return new Answer.Port(
                    in.getUnsignedShort(at + 8), in.getUnsignedShort(at + 10), in.getUnsignedInt(at + 12));
        }
        throw new PortMapException("NAT-PMP response of kind " + kind + " in " + in.readableBytes() + " bytes");
    }
}
