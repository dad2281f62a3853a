package io.voider.sip;

/** Content-Length's value (RFC 3261 section 20.14). */
final class ContentLength {
    /** What {@link #parse} says of what is no length. */
    static final int NONE = -1;

    private static final int MOST_LEADING_ZEROS = 8;
    private static final int MOST_DIGITS = 9;

    private ContentLength() {}

    /** The number in {@code [start, end)}, of up to nine digits behind up to eight zeros, or {@link #NONE}. */
    static int parse(byte[] bytes, int start, int end) {
        int first = start;
        while (first < end && bytes[first] == '0') {
            first++;
        }
        int length = 0;
        int i = first;
        while (i < end && i < first + MOST_DIGITS && Scan.isDigit(bytes[i])) {
            length = 10 * length + bytes[i++] - '0';
        }
        return i != end || start == end || first - start > MOST_LEADING_ZEROS ? NONE : length;
    }
}
