package io.voider.sip;

/** With what the lines of a head end. */
enum LineEnd {
    /** CRLF (RFC 3261 section 7); CR or LF alone is no line end. */
    CRLF,
    /**
     * LF, as scripts write it. A datagram whose first line ends so must have no CR in its head: then who takes LF for a line
     * end reads what we read, and to everybody else it is no message at all.
     */
    LF,
    /** CRLF, LF, or the end: in a part of a body, which is framed by other means. */
    ANY;

    /** Whether a line ends at {@code i}, of a text that ends at {@code end}. */
    boolean isAt(byte[] bytes, int i, int end) {
        if (i >= end) {
            return this == ANY;
        }
        byte b = bytes[i];
        if (b == '\r') {
            return this != LF && i + 1 < end && bytes[i + 1] == '\n';
        }
        return b == '\n' && this != CRLF;
    }

    /** Where the next line begins, if one ends at {@code i}. */
    static int after(byte[] bytes, int i, int end) {
        return i >= end ? end : bytes[i] == '\r' ? i + 2 : i + 1;
    }
}
