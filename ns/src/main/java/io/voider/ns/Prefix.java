package io.voider.ns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An IPv4 or IPv6 address with the number of its leading bits that name the network: {@code 10.0.0.1/24}.
 *
 * @param address the address, host bits included
 * @param length 0 to 32, or to 128
 */
public record Prefix(InetAddress address, int length) {

    /** With brackets around it, the JDK reads such a text as an IPv6 address or not at all. */
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    /**
     * @throws IllegalArgumentException if {@code length} exceeds the address's bits
     */
    public Prefix {
        if (length < 0 || length > bits(address)) {
            throw new IllegalArgumentException("a prefix of " + length + " bits of " + address.getHostAddress());
        }
    }

    /**
     * Reads {@code "10.0.0.1/24"}, {@code "fd00::1/64"}; without a slash, the whole address. Names are never looked up.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            InetAddress address = parseAddress(text);
            return new Prefix(address, bits(address));
        }
        try {
            return new Prefix(parseAddress(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an address with a prefix length: " + text, e);
        }
    }

    /** The network's own address: host bits cleared. */
    public Prefix network() {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >>> (bit % 8));
        }
        return new Prefix(known(bytes), length);
    }

    /** The network's last address: host bits set. */
    InetAddress broadcast() {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] |= (byte) (0x80 >>> (bit % 8));
        }
        return known(bytes);
    }

    /** Whether {@code other} lies in this network. */
    public boolean contains(InetAddress other) {
        return bits(other) == bits(address)
                && new Prefix(other, length).network().equals(network());
    }

    @Override
    public String toString() {
        return text(address) + "/" + length;
    }

    /** The longest run of two and more groups of zeros is left out: RFC 5952, section 4. */
    private static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = Byte.toUnsignedInt(bytes[2 * i]) << 8 | Byte.toUnsignedInt(bytes[2 * i + 1]);
        }
        int from = 0;
        int to = 0;
        for (int i = 0, start = 0; i < groups.length; i++) {
            start = groups[i] == 0 ? start : i + 1;
            if (i + 1 - start > Math.max(1, to - from)) {
                from = start;
                to = i + 1;
            }
        }
        return to == 0
                ? text(groups, 0, groups.length)
                : text(groups, 0, from) + "::" + text(groups, to, groups.length);
    }

    private static String text(int[] groups, int from, int to) {
        return Arrays.stream(groups, from, to).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    }

    static InetAddress parseAddress(String text) {
        try {
            if (IPV6_CHARACTERS.matcher(text).matches()) {
                return InetAddress.getByName("[" + text + "]");
            }
            Matcher matcher = IPV4.matcher(text);
            if (matcher.matches()) {
                byte[] bytes = new byte[4];
                for (int i = 0; i < 4; i++) {
                    int part = Integer.parseInt(matcher.group(i + 1));
                    if (part > 255) {
                        throw new IllegalArgumentException("not an address: " + text);
                    }
                    bytes[i] = (byte) part;
                }
                return InetAddress.getByAddress(bytes);
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
        throw new IllegalArgumentException("not an address: " + text);
    }

    /** Of 4 or 16 bytes; an IPv4 address mapped into IPv6 stays an IPv6 address. */
    static InetAddress address(byte[] bytes) throws UnknownHostException {
        return bytes.length == 16 ? Inet6Address.getByAddress(null, bytes, -1) : InetAddress.getByAddress(bytes);
    }

    private static InetAddress known(byte[] bytes) {
        try {
            return address(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static int bits(InetAddress address) {
        return 8 * address.getAddress().length;
    }

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? Layout.AF_INET6 : Layout.AF_INET;
    }
}
