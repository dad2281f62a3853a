package io.voider.sip;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a message in one forward pass and notes where each header field lies.
 *
 * <p>Strict where two readers could disagree about where a message ends, how its body is read, or to which dialog it belongs:
 * the start line, line ends, Content-Length, the fields of {@link SipHeader#once()}. Whatever else it cannot read it leaves
 * to those whom it concerns (RFC 3261 section 16.3): a line that is no header field is noted as one without a name. What is
 * inside a value is looked at when it is asked for.
 *
 * <p>Not thread-safe. Decoding makes no object, save for growing to the largest message seen.
 */
public final class SipDecoder {
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
        if (copy.length < length) {
            copy = new byte[Math.max(length, 2048)];
        }
        buffer.getBytes(buffer.readerIndex(), copy, 0, length);
        return decode(copy, 0, length);
    }

    /** Decodes the message in {@code array[from … to)}; otherwise like {@link #decode(ByteBuf)}. */
    public SipMessage decode(byte[] array, int from, int to) {
        requireSize(to - from);
        SipMessage m = message;
        m.wrap(array, from, to);
        int blank = readFields(m, StartLine.readDeciding(m, skipLineEnds(m)));
        if (blank == to) {
            throw refuse(m, to, "no empty line ends the header");
        }
        m.bodyStart = LineEnd.after(array, blank, to);
        m.bodyEnd = to;
        if (m.contentLength >= 0) {
            endBody(m);
        }
        return m;
    }

    /** Too few bytes are an error (RFC 3261 section 18.3). */
    private static void endBody(SipMessage m) {
        if (m.contentLength > m.end - m.bodyStart) {
            throw refuse(
                    m,
                    m.valueStart(m.indexOf(SipHeader.CONTENT_LENGTH)),
                    "Content-Length counts more bytes than follow");
        }
        m.bodyEnd = m.bodyStart + (int) m.contentLength;
    }

    /**
     * Decodes a piece of a message, as message/sipfrag allows (RFC 3420 section 2): the start line may be missing, and so
     * may the empty line and everything behind it. Nothing in it is refused; its Content-Length frames nothing.
     *
     * @param fragment the view to fill
     * @param origin where the whole message starts, from which a refusal's offset is counted
     * @throws SipRefusal if it has more header fields than are allowed
     */
    public void decodeFragment(SipMessage fragment, byte[] array, int origin, int from, int to) {
        fragment.wrap(array, origin, to);
        fragment.lineEnd = LineEnd.ANY;
        int fields = from;
        if (!startsWithField(fragment, from)) {
            fields = StartLine.readIfOne(fragment, from);
        }
        endPart(fragment, readFields(fragment, fields));
    }

    /**
     * Decodes a part of a multipart body (RFC 2045 section 3): header fields, an empty line, the content. Nothing in it is
     * refused; its Content-Length frames nothing, since boundaries do.
     *
     * @param part the view to fill
     * @param origin where the whole message starts, from which a refusal's offset is counted
     * @throws SipRefusal if it has more header fields than are allowed
     */
    public void decodePart(SipMessage part, byte[] array, int origin, int from, int to) {
        part.wrap(array, origin, to);
        part.lineEnd = LineEnd.ANY;
        endPart(part, readFields(part, from));
    }

    private static void endPart(SipMessage m, int blank) {
        m.bodyStart = LineEnd.after(m.bytes, blank, m.end);
        m.bodyEnd = m.end;
    }

    /** Decodes a head, up to and including its empty line; the body is not there yet. */
    SipMessage decodeHead(byte[] array, int from, int to) {
        message.wrap(array, from, to);
        readFields(message, StartLine.readDeciding(message, skipLineEnds(message)));
        return message;
    }

    private void requireSize(int length) {
        if (length > limits.messageBytes()) {
            throw SipRefusal.limit(limits.messageBytes(), "message over " + limits.messageBytes() + " bytes");
        }
    }

    private static int skipLineEnds(SipMessage m) {
        int i = m.start;
        while (i < m.end && LineEnd.ANY.isAt(m.bytes, i, m.end)) {
            i = LineEnd.after(m.bytes, i, m.end);
        }
        return i;
    }

    private static boolean startsWithField(SipMessage m, int start) {
        int name = Scan.tokenEnd(m.bytes, start, m.end);
        int colon = Scan.skipWhite(m.bytes, name, m.end);
        return (colon < m.end && m.bytes[colon] == ':') || LineEnd.ANY.isAt(m.bytes, start, m.end);
    }

    // ---- header fields ----

    /** Reads header fields from {@code i}; returns the index of the empty line, or the end if there is none. */
    private int readFields(SipMessage m, int i) {
        boolean fold = i < m.end && (m.bytes[i] == ' ' || m.bytes[i] == '\t');
        if (fold && m.lineEnd != LineEnd.ANY) {
            throw refuse(m, i, "a start line that goes on in the next line");
        }
        int line = i;
        while (line < m.end && !m.lineEnd.isAt(m.bytes, line, m.end)) {
            line = readField(m, line);
        }
        return line;
    }

    /** Reads the header field, or the line that is none, at {@code nameStart}; returns where the next line begins. */
    private int readField(SipMessage m, int nameStart) {
        byte[] bytes = m.bytes;
        int end = m.end;
        int nameEnd = Scan.tokenEnd(bytes, nameStart, end);
        int colon = nameEnd;
        while (colon < end && (bytes[colon] == ' ' || bytes[colon] == '\t')) {
            colon++;
        }
        boolean named = nameEnd > nameStart && colon < end && bytes[colon] == ':';
        SipHeader header = named ? HeaderNames.find(bytes, nameStart, nameEnd) : null;
        int value = named ? colon + 1 : nameStart;
        int lineEnd = valueLineEnd(m, value, header, named);
        int valueStart = Scan.skipWhite(bytes, value, lineEnd);
        int valueEnd = Scan.trimEnd(bytes, valueStart, lineEnd);
        add(m, header, nameStart, named ? nameEnd : nameStart, valueStart, valueEnd);
        return LineEnd.after(bytes, lineEnd, end);
    }

    private void add(
            SipMessage m, @Nullable SipHeader header, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (m.headerCount() == limits.headers()) {
            throw SipRefusal.limit(nameStart - m.start, "more than " + limits.headers() + " header fields");
        }
        boolean differs = !m.add(header, nameStart, nameEnd, valueStart, valueEnd);
        if (differs && m.lineEnd != LineEnd.ANY) {
            throw refuse(m, nameStart, "a second " + m.headerName(m.headerCount() - 1));
        }
        if (header == SipHeader.CONTENT_LENGTH && m.contentLength != SipMessage.CONTRADICTORY) {
            m.contentLength = differs ? SipMessage.CONTRADICTORY : readLength(m, valueStart, valueEnd);
        }
    }

    /**
     * The line end that ends a value, folds (a line end and then white space) passed over.
     *
     * @param named whether it is that of a header field
     */
    private static int valueLineEnd(SipMessage m, int start, @Nullable SipHeader header, boolean named) {
        byte[] bytes = m.bytes;
        int end = m.end;
        int i = start;
        while (true) {
            i = Scan.nextControl(bytes, i, end);
            if (m.lineEnd.isAt(bytes, i, end)) {
                int next = LineEnd.after(bytes, i, end);
                if (next >= end || (bytes[next] != ' ' && bytes[next] != '\t')) {
                    return i;
                }
                i = next + 1;
            } else if (i == end) {
                throw refuse(m, i, "header field does not end with CRLF");
            } else {
                requireLegible(m, start, i, !named || (header != null && header.once()));
                i++;
            }
        }
    }

    /**
     * Takes a tab, and what is hidden by a backslash; elsewhere any control character but CR and LF.
     *
     * @param text whether a control character there is refused
     */
    private static void requireLegible(SipMessage m, int start, int i, boolean text) {
        byte b = m.bytes[i];
        if (m.lineEnd == LineEnd.ANY || b == '\t') {
            return;
        }
        if (b == '\r' || b == '\n') {
            throw refuse(m, i, "CR or LF alone is not a line end");
        }
        boolean quoted = i > start && m.bytes[i - 1] == '\\';
        if (text && !quoted) {
            throw refuse(m, i, "control character outside a quoted pair");
        }
    }

    /** Content-Length's number; -1 if it is empty, or is none in what it does not frame. */
    private static int readLength(SipMessage m, int start, int end) {
        int length = ContentLength.parse(m.bytes, start, end);
        if (length == ContentLength.NONE && start < end && m.lineEnd != LineEnd.ANY) {
            throw refuse(m, start, "Content-Length is not a number of up to nine digits");
        }
        return length;
    }

    private static SipRefusal refuse(SipMessage m, int index, String reason) {
        return SipRefusal.syntax(Math.min(index, m.end()) - m.start, reason);
    }
}
