package io.voider.transport.address;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/** A network in CIDR form. */
public record AddressRange(InetAddress network, int prefixLength) {
    /** Reads {@code 192.0.2.0/24} or {@code 2001:db8::/32}. @throws IllegalArgumentException if it is neither */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = slash < 0 ? null : NetUtil.createInetAddressFromIpAddressString(text.substring(0, slash));
        if (network == null) {
            throw new IllegalArgumentException("expected a network like 192.0.2.0/24, but got \"" + text + "\"");
        }
        try {
            int length = Integer.parseInt(text.substring(slash + 1));
            if (length < 0 || length > network.getAddress().length * 8) {
                throw new IllegalArgumentException("no such prefix length in \"" + text + "\"");
            }
            return new AddressRange(network, length);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(
                    "expected a network like 192.0.2.0/24, but got \"" + text + "\"", malformed);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit += 8) {
            int mask = prefixLength - bit >= 8 ? 0xFF : 0xFF << (8 - (prefixLength - bit));
            if (((own[bit / 8] ^ other[bit / 8]) & mask & 0xFF) != 0) {
                return false;
            }
        }
        return true;
    }
}
