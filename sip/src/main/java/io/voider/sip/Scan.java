package io.voider.sip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * RFC 3261's character classes (section 25.1) over bytes, and the few scans that everything else is made of.
 *
 * <p>A range is always {@code [start, end)} in an array; a search that finds nothing returns {@code end}.
 */
public final class Scan {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private static final int TOKEN = 1;
    private static final int HOST = 2;
    private static final int ENTRY_MARK = 4;
    private static final int PARAMETER_MARK = 8;
    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0; c < 128; c++) {
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (alphanumeric || "-.!%*_+`'~".indexOf(c) >= 0) {
                CLASS[c] |= TOKEN;
            }
            if (alphanumeric || "-._%".indexOf(c) >= 0) {
                CLASS[c] |= HOST;
            }
            if (",<\"".indexOf(c) >= 0) {
                CLASS[c] |= ENTRY_MARK;
            }
            if (";=,?\" \t\r\n".indexOf(c) >= 0) {
                CLASS[c] |= PARAMETER_MARK;
            }
        }
    }

    private Scan() {}

    /** Whether {@code b} may stand in a token. */
    public static boolean isToken(byte b) {
        return (CLASS[b & 0xff] & TOKEN) != 0;
    }

    /** Whether {@code b} may stand in a host name or IPv4 address, or looks as if it wanted to ({@code _}, {@code %}). */
    public static boolean isHost(byte b) {
        return (CLASS[b & 0xff] & HOST) != 0;
    }

    /** Whether {@code b} is a decimal digit. */
    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Whether {@code b} is a letter of ASCII. */
    public static boolean isLetter(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    /** Whether {@code b} belongs to linear white space, the line ends of a fold included. */
    public static boolean isWhite(byte b) {
        return b <= ' ' && (b == ' ' || b == '\t' || b == '\r' || b == '\n');
    }

    /** Whether an escaped byte, {@code %} and two hexadecimal digits, begins at {@code i}. */
    public static boolean isEscape(byte[] bytes, int i, int end) {
        return bytes[i] == '%'
                && i + 2 < end
                && Character.digit(bytes[i + 1], 16) >= 0
                && Character.digit(bytes[i + 2], 16) >= 0;
    }

    /** The byte that the escape at {@code i} stands for. */
    public static byte unescape(byte[] bytes, int i) {
        return (byte) ((Character.digit(bytes[i + 1], 16) << 4) | Character.digit(bytes[i + 2], 16));
    }

    /** The first byte that cannot stand in a token. */
    public static int tokenEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && isToken(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The first comma, bracket or quote: behind an address of a list, what ends its entry or hides such an end. */
    static int entryMark(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && (CLASS[bytes[i] & 0xff] & ENTRY_MARK) == 0) {
            i++;
        }
        return i;
    }

    /** The first byte that may end a parameter's name or value, or hide such an end. */
    static int parameterMark(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && (CLASS[bytes[i] & 0xff] & PARAMETER_MARK) == 0) {
            i++;
        }
        return i;
    }

    /** The first bracket, be it {@code <} or {@code >}, which differ in one bit. */
    static int bracket(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && (bytes[i] | 2) != '>') {
            i++;
        }
        return i;
    }

    /** The first byte that is no digit. */
    public static int digitsEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && isDigit(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Where the host that begins at {@code start} is over: a name or an address; {@code start} itself if none does. */
    public static int hostEnd(byte[] bytes, int start, int end) {
        int i = start;
        if (i < end && bytes[i] == '[') {
            int close = find(bytes, i, end, ']');
            return close == end ? start : close + 1;
        }
        while (i < end && isHost(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The first byte of a list's next entry, behind commas and white space. */
    public static int skipCommas(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && (bytes[i] == ',' || isWhite(bytes[i]))) {
            i++;
        }
        return i;
    }

    /** The first byte that is no white space. */
    public static int skipWhite(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && isWhite(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Where the range ends once white space is cut off behind. */
    public static int trimEnd(byte[] bytes, int start, int end) {
        int i = end;
        while (i > start && isWhite(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    /** The first byte {@code wanted}. */
    public static int find(byte[] bytes, int start, int end, int wanted) {
        int i = start;
        while (i < end && bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    /**
     * The first byte below space: the end of a line, a tab, or what should not be there. Eight bytes are looked at
     * together; a byte below 0x20 is the one that borrows when 0x20 is taken from it and has no high bit of its own.
     */
    public static int nextControl(byte[] bytes, int start, int end) {
        int i = start;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long word = (long) LONG.get(bytes, i);
            long below = (word - 0x20 * LOW_BITS) & ~word & HIGH_BITS;
            if (below != 0) {
                return i + (Long.numberOfTrailingZeros(below) >>> 3);
            }
        }
        while (i < end && (bytes[i] & 0xe0) != 0) {
            i++;
        }
        return i;
    }

    /** Where a quoted string that opens at {@code start} is over: behind its closing quote, or -1 if it never closes. */
    public static int quotedEnd(byte[] bytes, int start, int end) {
        for (int i = start + 1; i < end; i++) {
            if (bytes[i] == '\\') {
                i++;
            } else if (bytes[i] == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Whether the range holds exactly {@code expected}, which is ASCII. */
    public static boolean equal(byte[] bytes, int start, int end, String expected) {
        if (end - start != expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (bytes[start + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the range holds {@code lowerCase}, letters compared without regard to case. */
    public static boolean equalIgnoringCase(byte[] bytes, int start, int end, byte[] lowerCase) {
        return end - start == lowerCase.length && startsIgnoringCase(bytes, start, end, lowerCase);
    }

    /** Whether the range begins with {@code lowerCase}, letters compared without regard to case. */
    public static boolean startsIgnoringCase(byte[] bytes, int start, int end, byte[] lowerCase) {
        if (end - start < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = bytes[start + i];
            if (b != lowerCase[i] && lowerCase(b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 0x20 : b;
    }

    /** The range as text. SIP is UTF-8; bytes that are not come out as replacement characters. */
    public static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** An ASCII constant as bytes. */
    public static byte[] of(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
