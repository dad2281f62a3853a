package io.voider.sip.rewrite;

import io.voider.sip.Ipv4Text;

/** IPv4 addresses in spellings that are not the grammar's, but that some reader takes for the same address. */
final class LenientIpv4 {
    private static final int DECIMAL = 10;
    private static final int OCTAL = 8;

    private LenientIpv4() {}

    /** Which of the four addresses {@code [start, end)} is to a lenient reader. */
    static int find(Twins twins, byte[] bytes, int start, int end) {
        int decimal = find(twins, parse(bytes, start, end, DECIMAL));
        return decimal == Twins.NOT_MAPPED ? find(twins, parse(bytes, start, end, OCTAL)) : decimal;
    }

    private static int find(Twins twins, long address) {
        return address == Ipv4Text.NONE ? Twins.NOT_MAPPED : twins.find((int) address);
    }

    /**
     * The address that a lenient reader finds in {@code [start, end)}: four numbers with dots between, any leading zeros, a
     * dot behind; a number with a leading zero read in base {@code zeroBase}.
     */
    private static long parse(byte[] bytes, int start, int end, int zeroBase) {
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
                return Ipv4Text.NONE;
            }
            address = (address << 8) | value;
            if (octet < 3 && (i == last || bytes[i++] != '.')) {
                return Ipv4Text.NONE;
            }
        }
        return i == last ? address : Ipv4Text.NONE;
    }
}
