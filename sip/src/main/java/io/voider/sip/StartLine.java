package io.voider.sip;

/**
 * Reads a start line (RFC 3261 section 7): {@code Method Request-URI SIP/2.0}, or {@code SIP/2.0 code reason}.
 *
 * <p>A request's first word is its method, the last one its version, and what lies between is the Request-URI, whatever is
 * in it; phones put it in brackets, or a space behind the line or into a user name.
 */
final class StartLine {
    private static final byte[] VERSION = Scan.of("sip/2.0");
    private static final byte[] PROTOCOL = Scan.of("sip/");

    private StartLine() {}

    /** Reads the start line at {@code i}; returns where the header fields begin. */
    static int read(SipMessage m, int i) {
        return read(m, i, lineEnd(m, i, false));
    }

    /** The same; whether the line ends with CRLF or LF alone decides with what all others have to. */
    static int readDeciding(SipMessage m, int i) {
        return read(m, i, lineEnd(m, i, true));
    }

    private static int read(SipMessage m, int i, int lineEnd) {
        byte[] bytes = m.bytes;
        m.firstLineStart = i;
        int token = Scan.tokenEnd(bytes, i, lineEnd);
        if (token == i || token == lineEnd) {
            throw refuse(m, token, "start line is neither a request's nor a response's");
        }
        if (bytes[token] == '/' && Scan.startsIgnoringCase(bytes, i, lineEnd, PROTOCOL)) {
            readStatusLine(m, i, lineEnd);
        } else {
            readRequestLine(m, i, token, lineEnd);
        }
        m.startLine = true;
        return LineEnd.after(bytes, lineEnd, m.end);
    }

    /** Reads the start line at {@code i} if there is one; returns where the header fields begin, else {@code i}. */
    static int readIfOne(SipMessage m, int i) {
        try {
            return read(m, i);
        } catch (SipRefusal none) {
            m.status = 0;
            return i;
        }
    }

    /** Request-Line = Method SP Request-URI SP SIP-Version. */
    private static void readRequestLine(SipMessage m, int i, int methodEnd, int lineEnd) {
        byte[] bytes = m.bytes;
        if (bytes[methodEnd] != ' ' && bytes[methodEnd] != '\t') {
            throw refuse(m, methodEnd, "no space behind the method");
        }
        int end = Scan.trimEnd(bytes, methodEnd, lineEnd);
        int version = Math.max(methodEnd + 1, end - VERSION.length);
        if (!Scan.equalIgnoringCase(bytes, version, end, VERSION) || !Scan.isWhite(bytes[version - 1])) {
            throw refuse(m, lastWord(bytes, methodEnd, end), "not SIP/2.0");
        }
        int uri = Scan.skipWhite(bytes, methodEnd, version);
        int uriEnd = Scan.trimEnd(bytes, uri, version);
        if (uri == uriEnd) {
            throw refuse(m, uri, "no Request-URI behind the method");
        }
        boolean bracketed = bytes[uri] == '<' && bytes[uriEnd - 1] == '>';
        m.methodStart = i;
        m.methodEnd = methodEnd;
        m.uriStart = bracketed ? uri + 1 : uri;
        m.uriEnd = bracketed ? uriEnd - 1 : uriEnd;
    }

    private static int lastWord(byte[] bytes, int start, int end) {
        int i = end;
        while (i > start && !Scan.isWhite(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    /** Status-Line = SIP-Version SP 3DIGIT SP Reason-Phrase; some devices leave out the space before an empty phrase. */
    private static void readStatusLine(SipMessage m, int i, int lineEnd) {
        byte[] bytes = m.bytes;
        int version = Scan.find(bytes, i, lineEnd, ' ');
        if (!Scan.equalIgnoringCase(bytes, i, version, VERSION)) {
            throw refuse(m, i, "not SIP/2.0");
        }
        int code = Scan.skipWhite(bytes, version, lineEnd);
        int status = 0;
        int digit = code;
        while (digit < lineEnd && digit < code + 3 && Scan.isDigit(bytes[digit])) {
            status = 10 * status + bytes[digit++] - '0';
        }
        boolean more = digit < lineEnd && bytes[digit] != ' ' && bytes[digit] != '\t';
        if (digit != code + 3 || more || status < 100 || status > 699) {
            throw refuse(m, code, "status code is not three digits, 100 to 699");
        }
        m.status = status;
        m.reasonStart = Math.min(digit + 1, lineEnd);
        m.reasonEnd = lineEnd;
    }

    /** The end of a line that cannot be folded. */
    private static int lineEnd(SipMessage m, int start, boolean decides) {
        int i = start;
        while (true) {
            i = Scan.nextControl(m.bytes, i, m.end);
            if (m.lineEnd.isAt(m.bytes, i, m.end)) {
                return i;
            }
            if (i == m.end) {
                throw refuse(m, i, "line does not end with CRLF");
            }
            byte b = m.bytes[i];
            if (b == '\n' && decides) {
                m.lineEnd = LineEnd.LF;
                return i;
            }
            if (b != '\t') {
                throw refuse(
                        m,
                        i,
                        b == '\n' || b == '\r'
                                ? "CR or LF alone is not a line end"
                                : "control character in the start line");
            }
            i++;
        }
    }

    private static SipRefusal refuse(SipMessage m, int index, String reason) {
        return SipRefusal.syntax(Math.min(index, m.end()) - m.start, reason);
    }
}
