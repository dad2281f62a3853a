package io.voider.ns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Values put together from several parts of a message, any of which may lie. */
final class Decoded {

    private Decoded() {}

    static Prefix prefix(InetAddress address, int length) {
        if (length > Prefix.bits(address)) {
            throw new MalformedNetlinkException("a prefix of " + length + " bits", 0);
        }
        return new Prefix(address, length);
    }

    /** The kernel leaves an address out when the prefix is empty. */
    static Prefix prefixOrDefault(Optional<InetAddress> address, int length, int family) {
        return prefix(address.orElseGet(() -> unspecified(family)), length);
    }

    private static InetAddress unspecified(int family) {
        try {
            return Prefix.address(new byte[family == Layout.AF_INET6 ? 16 : 4]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
