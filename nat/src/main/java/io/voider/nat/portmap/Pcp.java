package io.voider.nat.portmap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * PCP's MAP opcode (RFC 6887 sections 7 and 11).
 *
 * <pre>
 *   request:   u8 2, u8 opcode 1, u16 0, u32 lifetime, 16 bytes client address
 *   response:  u8 2, u8 0x81, u8 0, u8 result, u32 lifetime, u32 epoch, 12 bytes 0
 *   both then: 12 bytes nonce, u8 protocol, 3 bytes 0, u16 inside port, u16 outside port, 16 bytes outside address
 * </pre>
 *
 * <p>An IPv4 address stands as an IPv4-mapped IPv6 address.
 */
final class Pcp {
    static final int VERSION = 2;
    static final int SUCCESS = 0;
    static final int UNSUPPORTED_VERSION = 1;
    static final int NONCE_BYTES = 12;
    private static final int MAP = 1;
    private static final int RESPONSE = 0x80;
    private static final int MAP_BYTES = 60;
    private static final int UDP = 17;

    /** @param outside meaningless unless {@code result} is {@link #SUCCESS} */
    record Answer(
            int result, long lifetimeSeconds, long epoch, String nonce, int insidePort, InetSocketAddress outside) {}

    private Pcp() {}

    static byte[] map(InetAddress client, byte[] nonce, int insidePort, long lifetimeSeconds) {
        ByteBuf out = Unpooled.buffer(MAP_BYTES);
        out.writeByte(VERSION).writeByte(MAP).writeShort(0).writeInt((int) lifetimeSeconds);
        out.writeBytes(in6(client)).writeBytes(nonce).writeByte(UDP).writeMedium(0);
        out.writeShort(insidePort).writeShort(insidePort).writeBytes(in6(anyOf(client)));
        return ByteBufUtil.getBytes(out);
    }

    static Answer read(ByteBuf in) throws PortMapException {
        int at = in.readerIndex();
        if (in.readableBytes() < 24 || in.getUnsignedByte(at + 1) < RESPONSE) {
            throw new PortMapException("not a PCP response");
        }
        int result = in.getUnsignedByte(at + 3);
        long lifetime = in.getUnsignedInt(at + 4);
        long epoch = in.getUnsignedInt(at + 8);
        InetSocketAddress none = new InetSocketAddress(0);
        if (in.getUnsignedByte(at) != VERSION) {
            return new Answer(UNSUPPORTED_VERSION, lifetime, epoch, "", 0, none);
        }
        if (in.readableBytes() < MAP_BYTES || in.getUnsignedByte(at + 1) != (RESPONSE | MAP)) {
            throw new PortMapException("not a PCP MAP response");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] address = new byte[16];
        in.getBytes(at + 24, nonce).getBytes(at + 44, address);
        int insidePort = in.getUnsignedShort(at + 40);
        InetSocketAddress outside = new InetSocketAddress(of(address), in.getUnsignedShort(at + 42));
        return new Answer(result, lifetime, epoch, HexFormat.of().formatHex(nonce), insidePort, outside);
    }

    private static byte[] in6(InetAddress address) {
        byte[] raw = address.getAddress();
        if (raw.length == 16) {
            return raw;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xFF;
        mapped[11] = (byte) 0xFF;
        System.arraycopy(raw, 0, mapped, 12, 4);
        return mapped;
    }

    private static InetAddress anyOf(InetAddress family) {
        byte[] zeros = new byte[family.getAddress().length];
        return of(zeros);
    }

    private static InetAddress of(byte[] raw) {
        try {
            return InetAddress.getByAddress(Arrays.copyOf(raw, raw.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
