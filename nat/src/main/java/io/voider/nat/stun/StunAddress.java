package io.voider.nat.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A transport address in an attribute (RFC 8489 sections 14.1 and 14.2): a zero byte, the family (1 is IPv4, 2 is IPv6),
 * port, address. In the XOR form port and address are combined with the magic cookie and the transaction id.
 */
final class StunAddress {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    private StunAddress() {}

    /** Reads a value whose length has been checked to be at least 8; {@code at} is where it stands in the message. */
    static InetSocketAddress read(byte[] message, int at, int bytes, boolean xor) throws StunException {
        int family = message[at + 1] & 0xFF;
        if (bytes != (family == IPV4 ? 8 : 20) || (family != IPV4 && family != IPV6)) {
            throw new StunException("address of family " + family + " in " + bytes + " bytes", at);
        }
        byte[] value = Arrays.copyOfRange(message, at, at + bytes);
        if (xor) {
            mask(value, message);
        }
        int port = ((value[2] & 0xFF) << 8) | (value[3] & 0xFF);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(Arrays.copyOfRange(value, 4, bytes)), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of {@code address}; {@code header} is the message's header, read only in the XOR form. */
    static byte[] write(InetSocketAddress address, byte[] header, boolean xor) {
        byte[] raw = address.getAddress().getAddress();
        byte[] value = new byte[4 + raw.length];
        value[1] = (byte) (raw.length == 4 ? IPV4 : IPV6);
        value[2] = (byte) (address.getPort() >> 8);
        value[3] = (byte) address.getPort();
        System.arraycopy(raw, 0, value, 4, raw.length);
        if (xor) {
            mask(value, header);
        }
        return value;
    }

    private static void mask(byte[] value, byte[] message) {
        value[2] ^= message[4];
        value[3] ^= message[5];
        for (int i = 4; i < value.length; i++) {
            value[i] ^= message[i];
        }
    }
}
