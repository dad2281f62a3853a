package io.voider.sip;

/**
 * A cursor over a list of addresses: {@code name-addr} or {@code addr-spec}, each with parameters, with commas between (RFC
 * 3261 section 20.10). Usage: {@link #wrap}, then {@link #next} until it is false.
 *
 * <p>An entry without a URI ({@code *}, or a name alone) is told by {@link #hasUri}. What is read leniently, since phones
 * write it: white space anywhere, empty entries, a backslash outside quotes (it hides the next byte), and a URI without
 * brackets may have headers.
 */
public final class AddressSpan {
    private byte[] bytes = new byte[0];
    private int origin;
    private int end;
    private int position;
    private int displayStart;
    private int displayEnd;
    private int uriStart;
    private int uriEnd;
    private int parametersStart;
    private boolean uri;

    /**
     * Sets the cursor before the first entry of {@code [start, end)}.
     *
     * @param origin where the message starts, from which a refusal's offset is counted
     */
    public AddressSpan wrap(byte[] array, int origin, int start, int end) {
        this.bytes = array;
        this.origin = origin;
        this.end = end;
        this.position = start;
        return this;
    }

    /** Goes to the next entry; false when there is none. */
    public boolean next() {
        int i = Scan.skipCommas(bytes, position, end);
        if (i == end) {
            position = end;
            return false;
        }
        displayStart = i;
        int mark = markAfterName(i);
        if (mark < end && bytes[mark] == '<') {
            readBracketed(mark);
        } else {
            readBare(i, mark);
        }
        return true;
    }

    /** Index of what ends a display name or bare URI that begins at {@code i}: {@code <}, {@code ;}, a comma, the end. */
    private int markAfterName(int i) {
        while (i < end) {
            switch (bytes[i]) {
                case '<', ';', ',' -> {
                    return i;
                }
                case '"' -> i = quotedEnd(i);
                case '\\' -> i += 2;
                default -> i++;
            }
        }
        return end;
    }

    private void readBracketed(int bracket) {
        displayEnd = Scan.trimEnd(bytes, displayStart, bracket);
        uriStart = bracket + 1;
        uriEnd = Scan.find(bytes, uriStart, end, '>');
        if (uriEnd == end) {
            throw SipRefusal.syntax(bracket - origin, "< without >");
        }
        uri = true;
        parametersStart = uriEnd + 1;
        position = entryEnd(parametersStart);
    }

    /** Without brackets, what follows a semicolon belongs to the header field, not to the URI. */
    private void readBare(int from, int to) {
        displayEnd = from;
        uriStart = from;
        uriEnd = Scan.trimEnd(bytes, from, to);
        uri = Scan.find(bytes, uriStart, uriEnd, ':') < uriEnd;
        parametersStart = to;
        position = entryEnd(to);
    }

    private int entryEnd(int from) {
        int i = from;
        while (i < end && bytes[i] != ',') {
            i = bytes[i] == '"' ? quotedEnd(i) : i + 1;
        }
        return i;
    }

    private int quotedEnd(int quote) {
        int after = Scan.quotedEnd(bytes, quote, end);
        if (after < 0) {
            throw SipRefusal.syntax(quote - origin, "quoted string without an end");
        }
        return after;
    }

    /** Whether the entry has a URI. */
    public boolean hasUri() {
        return uri;
    }

    /** The array that the indices point into. */
    byte[] array() {
        return bytes;
    }

    int origin() {
        return origin;
    }

    /** Index of the display name, quotes included. */
    public int displayStart() {
        return displayStart;
    }

    /** Index behind the display name; equal to {@link #displayStart} if there is none. */
    public int displayEnd() {
        return displayEnd;
    }

    /** Index of the URI's first byte, behind the bracket if there is one. */
    public int uriStart() {
        return uriStart;
    }

    /** Index behind the URI. */
    public int uriEnd() {
        return uriEnd;
    }

    /** Index where the entry's parameters begin, with white space or a semicolon. */
    public int parametersStart() {
        return parametersStart;
    }

    /** Index behind the entry: the comma, or the end. */
    public int entryEnd() {
        return position;
    }
}
