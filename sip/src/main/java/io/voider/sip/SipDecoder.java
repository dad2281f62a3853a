package io.voider.sip;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a message in one forward pass and notes where each header field lies.
 *
 * <p>Strict where two readers could disagree about what a message says, or where it ends: the start line, field names, line
 * ends, control characters, doubled fields ({@link SipHeader#once()}), Content-Length. What is inside a value is looked at
 * when it is asked for.
 *
 * <p>Not thread-safe. Decoding makes no object, save for growing to the largest message seen.
 */
public final class SipDecoder {
    private static final byte[] VERSION = Scan.of("sip/2.0");
    private static final byte[] PROTOCOL = Scan.of("sip/");
    private static final int MOST_LEADING_ZEROS = 8;
    private static final int MOST_DIGITS = 9;
    private static final int MOST_ZERO_BYTES = 4;

    private final SipLimits limits;
    private final SipMessage message = new SipMessage();
    private byte[] copy = new byte[0];

    public SipDecoder(SipLimits limits) {
        this.limits = limits;
    }

    public SipDecoder() {
        this(SipLimits.DEFAULT);
    }

    /**
     * Whether a datagram only keeps a NAT binding open: line ends (RFC 5626 section 4.4.1), or up to four zero bytes, as
     * phones send. An empty datagram is one, too.
     */
    public static boolean isKeepAlive(ByteBuf datagram) {
        int length = datagram.readableBytes();
        for (int i = datagram.readerIndex(); i < datagram.writerIndex(); i++) {
            byte b = datagram.getByte(i);
            if (b != '\r' && b != '\n' && (b != 0 || length > MOST_ZERO_BYTES)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Decodes one whole message, as a datagram or {@link SipFrameDecoder} brings it. The buffer's indices stay.
     *
     * @return this decoder's only message, valid until the next call and as long as the buffer is not changed
     * @throws SipRefusal if it is no message
     */
    public SipMessage decode(ByteBuf buffer) {
        int length = buffer.readableBytes();
        if (buffer.hasArray()) {
            int from = buffer.arrayOffset() + buffer.readerIndex();
            return decode(buffer.array(), from, from + length);
        }
        requireSize(length);
        if (copy.length < length) {
            copy = new byte[Math.max(length, 2048)];
        }
        buffer.getBytes(buffer.readerIndex(), copy, 0, length);
        return decode(copy, 0, length);
    }

    /** Decodes the message in {@code array[from … to)}; otherwise like {@link #decode(ByteBuf)}. */
    public SipMessage decode(byte[] array, int from, int to) {
        requireSize(to - from);
        message.wrap(array, from, to);
        int blank = readFields(message, readStartLine(message, skipLineEnds(message)));
        if (blank == to) {
            throw refuse(message, to, "no empty line ends the header");
        }
        setBody(message, blank);
        return message;
    }

    /**
     * Decodes a piece of a message, as message/sipfrag allows (RFC 3420 section 2): the start line may be missing, and so
     * may the empty line and everything behind it.
     *
     * @param fragment the view to fill
     * @param origin where the whole message starts, from which a refusal's offset is counted
     */
    public void decodeFragment(SipMessage fragment, byte[] array, int origin, int from, int to) {
        fragment.wrap(array, origin, to);
        fragment.looseLineEnds = true;
        int fields = startsWithField(fragment, from) ? from : readStartLine(fragment, from);
        setBody(fragment, readFields(fragment, fields));
    }

    /**
     * Decodes a part of a multipart body (RFC 2045 section 3): header fields, an empty line, the content.
     *
     * @param part the view to fill
     * @param origin where the whole message starts, from which a refusal's offset is counted
     */
    public void decodePart(SipMessage part, byte[] array, int origin, int from, int to) {
        part.wrap(array, origin, to);
        setBody(part, readFields(part, from));
    }

    /** Decodes a head, up to and including its empty line; the body is not there yet. */
    SipMessage decodeHead(byte[] array, int from, int to) {
        message.wrap(array, from, to);
        readFields(message, readStartLine(message, skipLineEnds(message)));
        return message;
    }

    private void requireSize(int length) {
        if (length > limits.messageBytes()) {
            throw SipRefusal.limit(limits.messageBytes(), "message over " + limits.messageBytes() + " bytes");
        }
    }

    private static int skipLineEnds(SipMessage m) {
        int i = m.start;
        while (isLineEnd(m, i)) {
            i += 2;
        }
        return i;
    }

    private static boolean isLineEnd(SipMessage m, int i) {
        byte[] bytes = m.bytes;
        if (i + 1 < m.end && bytes[i] == '\r' && bytes[i + 1] == '\n') {
            return true;
        }
        return m.looseLineEnds && (i == m.end || bytes[i] == '\n');
    }

    private static int afterLineEnd(SipMessage m, int i) {
        return i == m.end ? i : m.bytes[i] == '\r' ? i + 2 : i + 1;
    }

    // ---- start line ----

    private static boolean startsWithField(SipMessage m, int start) {
        int name = Scan.tokenEnd(m.bytes, start, m.end);
        int colon = Scan.skipWhite(m.bytes, name, m.end);
        return (colon < m.end && m.bytes[colon] == ':') || isLineEnd(m, start);
    }

    /** Reads the start line from {@code i}; returns where the header fields begin. */
    private static int readStartLine(SipMessage m, int i) {
        byte[] bytes = m.bytes;
        int lineEnd = lineEnd(m, i);
        m.firstLineStart = i;
        m.startLine = true;
        int token = Scan.tokenEnd(bytes, i, lineEnd);
        if (token == i || token == lineEnd) {
            throw refuse(m, token, "start line is neither a request's nor a response's");
        }
        if (bytes[token] == '/' && Scan.startsIgnoringCase(bytes, i, lineEnd, PROTOCOL)) {
            readStatusLine(m, i, lineEnd);
        } else {
            readRequestLine(m, i, token, lineEnd);
        }
        return afterLineEnd(m, lineEnd);
    }

    /** Request-Line = Method SP Request-URI SP SIP-Version. */
    private static void readRequestLine(SipMessage m, int i, int methodEnd, int lineEnd) {
        byte[] bytes = m.bytes;
        requireSpace(m, methodEnd, lineEnd);
        int uri = methodEnd + 1;
        int uriEnd = Scan.find(bytes, uri, lineEnd, ' ');
        if (uriEnd == uri || bytes[uri] == '<' || bytes[uri] == '"') {
            throw refuse(m, uri, "no Request-URI behind the method and one space");
        }
        requireSpace(m, uriEnd, lineEnd);
        requireVersion(m, uriEnd + 1, lineEnd);
        m.methodStart = i;
        m.methodEnd = methodEnd;
        m.uriStart = uri;
        m.uriEnd = uriEnd;
    }

    /** Status-Line = SIP-Version SP 3DIGIT SP Reason-Phrase. */
    private static void readStatusLine(SipMessage m, int i, int lineEnd) {
        byte[] bytes = m.bytes;
        int version = Scan.find(bytes, i, lineEnd, ' ');
        requireVersion(m, i, version);
        int code = version + 1;
        int status = 0;
        int digit = code;
        while (digit < lineEnd && digit < code + 3 && Scan.isDigit(bytes[digit])) {
            status = 10 * status + bytes[digit++] - '0';
        }
        if (digit != code + 3 || status < 100 || status > 699) {
            throw refuse(m, code, "status code is not three digits, 100 to 699");
        }
        // RFC 3261 wants the space even before an empty phrase; some devices leave both out.
        if (digit < lineEnd) {
            requireSpace(m, digit, lineEnd);
        }
        m.status = status;
        m.reasonStart = Math.min(digit + 1, lineEnd);
        m.reasonEnd = lineEnd;
    }

    private static void requireSpace(SipMessage m, int i, int lineEnd) {
        if (i >= lineEnd || m.bytes[i] != ' ') {
            throw refuse(m, i, "start line is not three words with one space between");
        }
    }

    private static void requireVersion(SipMessage m, int i, int end) {
        if (!Scan.equalIgnoringCase(m.bytes, i, end, VERSION)) {
            throw refuse(m, i, "not SIP/2.0");
        }
    }

    /** The end of a line that cannot be folded. */
    private static int lineEnd(SipMessage m, int start) {
        int i = start;
        while (true) {
            i = Scan.nextControl(m.bytes, i, m.end);
            if (isLineEnd(m, i)) {
                return i;
            }
            if (i == m.end || m.bytes[i] != '\t') {
                throw badLine(m, i);
            }
            i++;
        }
    }

    // ---- header fields ----

    /** Reads header fields from {@code i}; returns the index of the empty line, or the end if there is none. */
    private int readFields(SipMessage m, int i) {
        int line = i;
        while (line < m.end && !isLineEnd(m, line)) {
            line = readField(m, line);
        }
        return line;
    }

    /** Reads the header field at {@code nameStart}; returns where the next line begins. */
    private int readField(SipMessage m, int nameStart) {
        byte[] bytes = m.bytes;
        int end = m.end;
        int nameEnd = Scan.tokenEnd(bytes, nameStart, end);
        int colon = nameEnd;
        while (colon < end && (bytes[colon] == ' ' || bytes[colon] == '\t')) {
            colon++;
        }
        if (nameEnd == nameStart || colon == end || bytes[colon] != ':') {
            throw refuse(m, nameEnd, "header field name is not a token with a colon behind");
        }
        int lineEnd = valueLineEnd(m, colon + 1);
        int valueStart = Scan.skipWhite(bytes, colon + 1, lineEnd);
        int valueEnd = Scan.trimEnd(bytes, valueStart, lineEnd);
        SipHeader header = HeaderNames.find(bytes, nameStart, nameEnd);
        add(m, header, nameStart, nameEnd, valueStart, valueEnd);
        return afterLineEnd(m, lineEnd);
    }

    private void add(
            SipMessage m, @Nullable SipHeader header, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (m.headerCount() == limits.headers()) {
            throw SipRefusal.limit(nameStart - m.start, "more than " + limits.headers() + " header fields");
        }
        if (!m.add(header, nameStart, nameEnd, valueStart, valueEnd)) {
            throw refuse(m, nameStart, "a second " + m.headerName(m.headerCount() - 1));
        }
        if (header == SipHeader.CONTENT_LENGTH) {
            m.contentLength = readLength(m, valueStart, valueEnd);
        }
    }

    /** The line end that ends a value, folds (CRLF and then white space) passed over. */
    private static int valueLineEnd(SipMessage m, int start) {
        byte[] bytes = m.bytes;
        int end = m.end;
        int i = start;
        while (true) {
            i = Scan.nextControl(bytes, i, end);
            if (isLineEnd(m, i)) {
                int next = afterLineEnd(m, i);
                if (next >= end || (bytes[next] != ' ' && bytes[next] != '\t')) {
                    return i;
                }
                i = next + 1;
            } else if (i == end) {
                throw refuse(m, i, "header field does not end with CRLF");
            } else if (bytes[i] == '\t' || isQuotedControl(bytes, start, i)) {
                i++;
            } else {
                throw badLine(m, i);
            }
        }
    }

    private static boolean isQuotedControl(byte[] bytes, int start, int i) {
        return i > start && bytes[i - 1] == '\\' && bytes[i] != '\r' && bytes[i] != '\n';
    }

    private static SipRefusal badLine(SipMessage m, int i) {
        if (i == m.end) {
            return refuse(m, i, "line does not end with CRLF");
        }
        return refuse(
                m,
                i,
                m.bytes[i] == '\n' || m.bytes[i] == '\r'
                        ? "CR or LF alone is not a line end"
                        : "control character outside a quoted pair");
    }

    private static int readLength(SipMessage m, int start, int end) {
        int first = start;
        while (first < end && m.bytes[first] == '0') {
            first++;
        }
        int length = 0;
        int i = first;
        while (i < end && i < first + MOST_DIGITS && Scan.isDigit(m.bytes[i])) {
            length = 10 * length + m.bytes[i++] - '0';
        }
        if (i != end || start == end || first - start > MOST_LEADING_ZEROS) {
            throw refuse(m, i, "Content-Length is not a number of up to nine digits");
        }
        return length;
    }

    // ---- body ----

    /** Sets body and trailer of a message whose head ends with the empty line at {@code blank}, or at its end. */
    private static void setBody(SipMessage m, int blank) {
        m.bodyStart = afterLineEnd(m, blank);
        m.bodyEnd = m.end;
        if (m.contentLength >= 0) {
            if (m.contentLength > m.end - m.bodyStart) {
                throw refuse(
                        m,
                        m.valueStart(m.indexOf(SipHeader.CONTENT_LENGTH)),
                        "Content-Length counts more bytes than follow");
            }
            m.bodyEnd = m.bodyStart + (int) m.contentLength;
        }
    }

    private static SipRefusal refuse(SipMessage m, int index, String reason) {
        return SipRefusal.syntax(Math.min(index, m.end()) - m.start, reason);
    }
}
