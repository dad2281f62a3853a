package io.voider.sip.call;

/** Dotted decimals as numbers. */
final class Ipv4Text {
    private static final long NONE = -1;

    private Ipv4Text() {}

    /** The address, 0 … 2^32 - 1, or -1 if the text is anything but four plain numbers of at most 255. */
    static long parse(String text) {
        long address = 0;
        int position = 0;
        for (int part = 0; part < 4; part++) {
            int end = part < 3 ? text.indexOf('.', position) : text.length();
            int number = end < 0 ? -1 : number(text, position, end);
            if (number < 0) {
                return NONE;
            }
            address = address << 8 | number;
            position = end + 1;
        }
        return address;
    }

    private static int number(String text, int from, int to) {
        int digits = to - from;
        if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number <= 255 ? number : -1;
    }
}
