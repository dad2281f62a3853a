package io.voider.sip;

/**
 * A cursor over parameters, {@code *( SEMI name [ EQUAL value ] )} (RFC 3261 section 25.1, generic-param and uri-parameter).
 * Values may be quoted strings. Usage: {@link #wrap}, then {@link #next} until it is false; {@link #position} is then where
 * the parameters end.
 *
 * <p>It takes whatever phones write: what stands before a semicolon and is no parameter (a comment, a second port) is passed
 * over, and a quote that never closes is a character like any other, as are all quotes behind it.
 */
public final class ParameterSpan {
    private byte[] bytes = new byte[0];
    private int end;
    private byte stop;
    private boolean quotes;
    private int position;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;

    /**
     * Sets the cursor before the first parameter.
     *
     * @param start where the first {@code ;}, white space before it, or the end is
     * @param stop a byte that ends the parameters (a comma in a list, {@code ?} in a URI); 0 for none
     */
    public ParameterSpan wrap(byte[] array, int start, int end, char stop) {
        this.bytes = array;
        this.quotes = true;
        this.end = end;
        this.stop = (byte) stop;
        this.position = start;
        return this;
    }

    /** Goes to the next parameter; false when there is none. */
    public boolean next() {
        int i = position;
        while (i < end && bytes[i] != ';' && !isStop(bytes[i])) {
            i = after(i);
        }
        if (i == end || isStop(bytes[i])) {
            position = i;
            return false;
        }
        nameStart = Scan.skipWhite(bytes, i + 1, end);
        nameEnd = wordEnd(nameStart, true);
        i = Scan.skipWhite(bytes, nameEnd, end);
        valueStart = valueEnd = -1;
        if (i < end && bytes[i] == '=') {
            valueStart = Scan.skipWhite(bytes, i + 1, end);
            valueEnd = i = wordEnd(valueStart, false);
        }
        position = i;
        return true;
    }

    private boolean isStop(byte b) {
        return b == stop && stop != 0;
    }

    private int wordEnd(int start, boolean name) {
        int i = Scan.parameterMark(bytes, start, end);
        while (i < end) {
            byte b = bytes[i];
            if (b == ';' || isStop(b) || Scan.isWhite(b) || (name && b == '=')) {
                return i;
            }
            i = Scan.parameterMark(bytes, after(i), end);
        }
        return end;
    }

    /** Behind the byte at {@code i}, or behind the quoted string that opens there. */
    private int after(int i) {
        if (bytes[i] != '"' || !quotes) {
            return i + 1;
        }
        int close = Scan.quotedEnd(bytes, i, end);
        quotes = close >= 0;
        return quotes ? close : i + 1;
    }

    /** Index where reading goes on: after the last parameter, the end or the byte that stops. */
    public int position() {
        return position;
    }

    /** Whether the parameter's name is {@code lowerCase}, in any case. */
    public boolean named(byte[] lowerCase) {
        return Scan.equalIgnoringCase(bytes, nameStart, nameEnd, lowerCase);
    }

    /** The parameter's name as it is written; empty between two semicolons. */
    public String name() {
        return Scan.text(bytes, nameStart, nameEnd);
    }

    /** Whether there is an {@code =} behind the name. */
    public boolean hasValue() {
        return valueStart != -1;
    }

    /** Index of the value's first byte (a quote, if it is quoted), or -1 if there is no {@code =}. */
    public int valueStart() {
        return valueStart;
    }

    /** Index behind the value, or -1. */
    public int valueEnd() {
        return valueEnd;
    }

    /** The value, quotes and quoted pairs resolved; empty if there is none. */
    public String value() {
        return valueStart < 0 ? "" : unquoted(bytes, valueStart, valueEnd);
    }

    /** The text of a range, quotes around it and quoted pairs in it resolved if it is a quoted string. */
    static String unquoted(byte[] bytes, int start, int end) {
        if (end - start < 2 || bytes[start] != '"' || bytes[end - 1] != '"') {
            return Scan.text(bytes, start, end);
        }
        byte[] plain = new byte[end - start];
        int length = 0;
        for (int i = start + 1; i < end - 1; i++) {
            if (bytes[i] == '\\' && i + 1 < end - 1) {
                i++;
            }
            plain[length++] = bytes[i];
        }
        return Scan.text(plain, 0, length);
    }
}
