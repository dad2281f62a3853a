package io.voider.transport.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Public unicast addresses. Not among them are all that the IANA registries of special-purpose addresses (RFC 6890) do not call
 * global, and of IPv6 also every form that has an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo, ISATAP), since the
 * other end of such an address may be any IPv4 address. IPv4-mapped addresses are IPv4 addresses already when they come here.
 */
public final class PublicAddresses {
    private static final List<AddressRange> REFUSED_IPV4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** All of IPv6 that is global unicast lies here; what is not public in it is named below. */
    private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("2000::/3");

    private static final List<AddressRange> REFUSED_IPV6 =
            ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private PublicAddresses() {}

    public static boolean contain(InetAddress address) {
        if (address instanceof Inet4Address) {
            return REFUSED_IPV4.stream().noneMatch(range -> range.contains(address));
        }
        return GLOBAL_IPV6.contains(address)
                && REFUSED_IPV6.stream().noneMatch(range -> range.contains(address))
                && !isIsatap(address.getAddress());
    }

    /** RFC 5214 section 6.1: an interface identifier of 0000:5efe or 0200:5efe and an IPv4 address. */
    private static boolean isIsatap(byte[] address) {
        return (address[8] & ~2) == 0 && address[9] == 0 && address[10] == 0x5E && address[11] == (byte) 0xFE;
    }

    private static List<AddressRange> ranges(String... networks) {
        return Arrays.stream(networks).map(AddressRange::parse).toList();
    }
}
