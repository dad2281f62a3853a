package io.voider.sip;

import java.nio.charset.StandardCharsets;

/** IPv4 addresses as the grammar writes them: dotted decimal (RFC 3261 section 25.1), without leading zeros. */
public final class Ipv4Text {
    /** What {@link #parse} says of text that is no address. */
    public static final long NONE = -1;

    private static final int MOST_DIGITS = 3;

    private Ipv4Text() {}

    /** The address that {@code [start, end)} spells, as 0 … 2^32 - 1, or {@link #NONE}. */
    public static long parse(byte[] bytes, int start, int end) {
        long address = 0;
        int i = start;
        for (int octet = 0; octet < 4; octet++) {
            int first = i;
            int value = 0;
            while (i < end && i < first + MOST_DIGITS && Scan.isDigit(bytes[i])) {
                value = 10 * value + bytes[i++] - '0';
            }
            if (i == first || value > 255 || (bytes[first] == '0' && i > first + 1)) {
                return NONE;
            }
            address = (address << 8) | value;
            if (octet < 3 && (i == end || bytes[i++] != '.')) {
                return NONE;
            }
        }
        return i == end ? address : NONE;
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
