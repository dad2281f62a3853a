package io.voider.sip.rewrite;

import io.voider.sip.Octets;

/** IPv4 addresses in text: the one spelling that is mapped, and the others that some reader takes for the same address. */
final class Ipv4Text {
    /** What {@link #parse} and {@link #parseLoosely} say of text that is no address. */
    static final long NONE = -1;

    private static final int DECIMAL = 10;
    private static final int OCTAL = 8;

    private Ipv4Text() {}

    /** The address that {@code [start, end)} spells in dotted decimal without leading zeros, as 0 … 2^32 - 1, or NONE. */
    static long parse(byte[] bytes, int start, int end) {
        long address = 0;
        int i = start;
        for (int octet = 0; octet < 4; octet++) {
            int first = i;
            int value = 0;
            while (i < end && i < first + 3 && Octets.isDigit(bytes[i])) {
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

    /**
     * The address that a lenient reader finds in {@code [start, end)}: four numbers with dots between, any leading zeros, a
     * dot behind; a number with a leading zero read in base {@code zeroBase}. NONE if there is none.
     */
    private static long parseLoosely(byte[] bytes, int start, int end, int zeroBase) {
        int last = end > start && bytes[end - 1] == '.' ? end - 1 : end;
        long address = 0;
        int i = start;
        for (int octet = 0; octet < 4; octet++) {
            int first = i;
            int base = i < last && bytes[i] == '0' ? zeroBase : DECIMAL;
            int value = 0;
            while (i < last && Character.digit(bytes[i], base) >= 0 && value <= 255) {
                value = base * value + Character.digit(bytes[i++], base);
            }
            if (i == first || value > 255) {
                return NONE;
            }
            address = (address << 8) | value;
            if (octet < 3 && (i == last || bytes[i++] != '.')) {
                return NONE;
            }
        }
        return i == last ? address : NONE;
    }

    /** Which of the mapping's addresses {@code [start, end)} is to a lenient reader. */
    static int findLoosely(Mapping mapping, byte[] bytes, int start, int end) {
        for (int base : new int[] {DECIMAL, OCTAL}) {
            long address = parseLoosely(bytes, start, end, base);
            int found = address == NONE ? Mapping.NOT_MAPPED : mapping.find((int) address);
            if (found != Mapping.NOT_MAPPED) {
                return found;
            }
        }
        return Mapping.NOT_MAPPED;
    }
}
