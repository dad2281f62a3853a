package io.voider.sip;

import java.nio.charset.StandardCharsets;

/** IPv4 addresses as the grammar writes them: dotted decimal (RFC 3261 section 25.1), without leading zeros. */
public final class Ipv4Text {
    /** What {@link #parse} says of text that is no address. */
    public static final long NONE = -1;

    private static final int NO_DIGIT = -1;

    private Ipv4Text() {}

    /** The address that {@code [start, end)} spells, as 0 … 2^32 - 1, or {@link #NONE}. */
    public static long parse(byte[] bytes, int start, int end) {
        long address = 0;
        int dots = 0;
        int octet = NO_DIGIT;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                if (octet == 0) {
                    return NONE;
                }
                octet = 10 * Math.max(octet, 0) + digit;
            } else {
                if (bytes[i] != '.' || octet == NO_DIGIT || dots == 3) {
                    return NONE;
                }
                address = (address << 8) | octet;
                dots++;
                octet = NO_DIGIT;
            }
            if (octet > 255) {
                return NONE;
            }
        }
        return dots == 3 && octet != NO_DIGIT ? (address << 8) | octet : NONE;
    }

    /** Whether an address stands at {@code start}, and what follows it is no part of a host. */
    public static boolean starts(byte[] bytes, int start, int end) {
        return start < end
                && Scan.isDigit(bytes[start])
                && parse(bytes, start, Scan.hostEnd(bytes, start, end)) != NONE;
    }

    /** The address that {@code text} spells, or {@link #NONE}. */
    public static long parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return parse(bytes, 0, bytes.length);
    }
}
