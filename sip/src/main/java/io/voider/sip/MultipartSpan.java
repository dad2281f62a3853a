package io.voider.sip;

/**
 * A cursor over the parts of a multipart body (RFC 2046 section 5.1): what lies between lines that begin with two hyphens
 * and the boundary. A part's bytes are its header fields, an empty line and its content; the line end before the next
 * delimiter is the delimiter's. Lines end with CRLF, or with LF, as some phones write them.
 */
public final class MultipartSpan {
    private static final int HYPHENS = 2;

    private byte[] bytes = new byte[0];
    private int end;
    private int boundaryStart;
    private int boundaryEnd;
    private int position;
    private int start;
    private int partEnd;
    private boolean closed;

    /**
     * Sets the cursor before the first part of the body {@code [start, end)}.
     *
     * @param boundaryStart the boundary, without quotes, in the same array
     */
    public MultipartSpan wrap(byte[] array, int start, int end, int boundaryStart, int boundaryEnd) {
        this.bytes = array;
        this.end = end;
        this.boundaryStart = boundaryStart;
        this.boundaryEnd = boundaryEnd;
        this.position = start;
        this.closed = false;
        findDelimiter(start);
        return this;
    }

    /** Goes to the next part; false when there is none. A last part without a closing delimiter reaches to the end. */
    public boolean next() {
        if (closed) {
            return false;
        }
        start = position;
        findDelimiter(start);
        return true;
    }

    /** Finds the next delimiter line from the line at {@code from} on; sets where a part ends and the next one begins. */
    private void findDelimiter(int from) {
        int line = from;
        while (line < end) {
            int after = delimiterEnd(line);
            if (after >= 0) {
                partEnd = Math.max(from, lineEndBefore(line, from));
                position = after;
                return;
            }
            line = nextLine(line);
        }
        partEnd = end;
        position = end;
        closed = true;
    }

    /** Where the line after a delimiter at {@code line} begins, or -1 if there is none there. */
    private int delimiterEnd(int line) {
        int length = boundaryEnd - boundaryStart;
        int i = line + HYPHENS + length;
        if (i > end || bytes[line] != '-' || bytes[line + 1] != '-' || !boundaryAt(line + HYPHENS)) {
            return -1;
        }
        boolean close = i + 1 < end && bytes[i] == '-' && bytes[i + 1] == '-';
        if (close) {
            i += HYPHENS;
        }
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        if (!LineEnd.ANY.isAt(bytes, i, end)) {
            return -1;
        }
        closed = close || i == end;
        return LineEnd.after(bytes, i, end);
    }

    /** Where the line end before the line at {@code line} begins. */
    private int lineEndBefore(int line, int from) {
        return line - 2 >= from && bytes[line - 2] == '\r' ? line - 2 : line - 1;
    }

    private boolean boundaryAt(int i) {
        for (int k = boundaryStart; k < boundaryEnd; k++, i++) {
            if (bytes[i] != bytes[k]) {
                return false;
            }
        }
        return true;
    }

    private int nextLine(int from) {
        int i = from;
        while (true) {
            i = Scan.nextControl(bytes, i, end);
            if (i == end) {
                return end;
            }
            if (bytes[i++] == '\n') {
                return i;
            }
        }
    }

    /** Index of the part's first header field. */
    public int start() {
        return start;
    }

    /** Index behind the part's content. */
    public int end() {
        return partEnd;
    }
}
