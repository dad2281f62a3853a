package io.voider.sip;

/**
 * A cursor over a list of addresses: {@code name-addr} or {@code addr-spec}, each with parameters, with commas between (RFC
 * 3261 section 20.10). Usage: {@link #wrap}, then {@link #next} until it is false.
 *
 * <p>An entry without a URI ({@code *}, or a name alone) is told by {@link #hasUri}. It takes whatever phones write, and
 * refuses nothing:
 *
 * <ul>
 *   <li>white space anywhere, empty entries, a backslash outside quotes (it hides the next byte);
 *   <li>a display name without quotes that has {@code ;} or {@code <…>} in it;
 *   <li>{@code <} without {@code >}: the URI then ends as one without brackets does;
 *   <li>a URI without scheme: {@code user@host}, or an IPv4 address;
 *   <li>a quote that never closes: it is a character like any other, as are all quotes behind it.
 * </ul>
 */
public final class AddressSpan {
    private byte[] bytes = new byte[0];
    private int end;
    private boolean quotes;
    private int position;
    private int displayStart;
    private int displayEnd;
    private int uriStart;
    private int uriEnd;
    private int parametersStart;
    private boolean uri;

    /** Sets the cursor before the first entry of {@code [start, end)}. */
    public AddressSpan wrap(byte[] array, int start, int end) {
        this.bytes = array;
        this.end = end;
        this.quotes = true;
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
        int mark = bytes[i] == '<' ? i : markAfterName(i);
        if (mark < end && bytes[mark] == '<') {
            readBracketed(mark);
        } else {
            readBare(i, mark);
        }
        return true;
    }

    /**
     * Index of what ends a display name or bare URI that begins at {@code from}: {@code <}, {@code ;}, a comma, the end. A
     * semicolon behind what cannot be a URI may belong to the name, if a bracket follows; a bracket behind {@code =} to a header
     * field inside the URI.
     */
    private int markAfterName(int from) {
        int semicolon = -1;
        boolean address = false;
        boolean space = false;
        boolean words = false;
        int i = from;
        while (i < end) {
            byte b = bytes[i];
            if (b == ',' || (b == ';' && address && !words) || (b == '<' && !(address && bytes[i - 1] == '='))) {
                break;
            }
            if (b == ';' && semicolon < 0) {
                semicolon = i;
            }
            address |= b == ':' || b == '@';
            words |= b == '"' || (space && b != ';' && !Scan.isWhite(b));
            space |= Scan.isWhite(b);
            i = after(i);
        }
        i = Math.min(i, end);
        return semicolon >= 0 && (i == end || bytes[i] == ',') ? semicolon : i;
    }

    private void readBracketed(int first) {
        int open = first;
        int close = Scan.bracket(bytes, open + 1, end);
        while (isEmpty(open, close) || isPartOfName(open, close)) {
            open = bytes[close] == '<' ? close : Scan.bracket(bytes, close + 1, end);
            close = Scan.bracket(bytes, open + 1, end);
        }
        displayEnd = Scan.trimEnd(bytes, displayStart, open);
        uriStart = Scan.skipWhite(bytes, open + 1, end);
        boolean closed = close < end && bytes[close] == '>';
        uriEnd = closed ? Scan.trimEnd(bytes, uriStart, close) : bareEnd(uriStart, close);
        uri = true;
        parametersStart = closed ? close + 1 : uriEnd;
        position = entryEnd(parametersStart);
    }

    /** Whether another bracket opens where the URI should begin. */
    private boolean isEmpty(int open, int close) {
        return close < end && bytes[close] == '<' && Scan.skipWhite(bytes, open + 1, end) == close;
    }

    /** Whether what is in these brackets is no URI, and another bracket follows, which then has the URI. */
    private boolean isPartOfName(int open, int close) {
        if (close >= end || bytes[close] != '>') {
            return false;
        }
        int next = Scan.skipWhite(bytes, close + 1, end);
        if (next >= end || bytes[next] != '<') {
            return false;
        }
        for (int i = open + 1; i < close; i++) {
            byte b = bytes[i];
            if (b == ':' || b == '@' || b == ',' || b == '"') {
                return false;
            }
        }
        return true;
    }

    private int bareEnd(int from, int to) {
        int i = from;
        while (i < to && bytes[i] != ';' && bytes[i] != ',' && !Scan.isWhite(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Without brackets, what follows a semicolon belongs to the header field, not to the URI. */
    private void readBare(int from, int to) {
        displayEnd = from;
        uriStart = from;
        uriEnd = Scan.trimEnd(bytes, from, to);
        uri = Scan.find(bytes, uriStart, uriEnd, ':') < uriEnd
                || Scan.find(bytes, uriStart, uriEnd, '@') < uriEnd
                || Ipv4Text.starts(bytes, uriStart, uriEnd);
        parametersStart = to;
        position = entryEnd(to);
    }

    /** The comma behind the entry, or the bracket of the next one where the comma was forgotten, or the end. */
    private int entryEnd(int from) {
        int i = Scan.entryMark(bytes, from, end);
        while (i < end && bytes[i] != ',') {
            if (bytes[i] == '<') {
                int before = Scan.trimEnd(bytes, from, i);
                if (before == from || bytes[before - 1] != '=') {
                    return i;
                }
            }
            i = Scan.entryMark(bytes, after(i), end);
        }
        return i;
    }

    /** Behind the byte at {@code i}, behind the one that a backslash there hides, or behind the quoted string there. */
    private int after(int i) {
        if (bytes[i] == '\\') {
            return i + 2;
        }
        if (bytes[i] != '"' || !quotes) {
            return i + 1;
        }
        int close = Scan.quotedEnd(bytes, i, end);
        quotes = close >= 0;
        return quotes ? close : i + 1;
    }

    /** Whether the entry has a URI. */
    public boolean hasUri() {
        return uri;
    }

    /** The array that the indices point into. */
    byte[] array() {
        return bytes;
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

    /** Index behind the entry: the comma, the next entry's bracket, or the end. */
    public int entryEnd() {
        return position;
    }
}
