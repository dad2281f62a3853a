package io.voider.sip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded message: where everything is in the bytes it came in, which are its {@link #array()} from {@link #start()} to
 * {@link #end()}.
 *
 * <pre>
 *   start   [CRLF …]  start line  CRLF
 *           field name  LWS ":" LWS  value  LWS CRLF      (as often as there are header fields)
 *           CRLF
 *   bodyStart  body  bodyEnd     (Content-Length bytes; without that field all that follows)
 *   end        bodyEnd … end is what a datagram holds beyond its Content-Length, until {@link #cutTrailer}
 * </pre>
 *
 * <p>All offsets are indices into {@link #array()}; header fields are numbered from 0 as they come. The view is valid until
 * its decoder decodes again or the bytes change: keep the records it gives, not the message. Readers that find a value
 * broken throw {@link SipRefusal}.
 */
public final class SipMessage {
    private static final byte[] TAG = Scan.of("tag");
    /** Into how many entries commas may cut a name without quotes, before nobody looks for the tag any more. */
    private static final int MOST_NAMES = 16;

    /** Stands for Content-Length where two differ: neither is believed, whatever a third says. */
    static final long CONTRADICTORY = -2;

    byte[] bytes = new byte[0];
    int start;
    int end;
    int firstLineStart;
    int bodyStart;
    int bodyEnd;

    LineEnd lineEnd = LineEnd.CRLF;

    boolean startLine;
    int methodStart;
    int methodEnd;
    int uriStart;
    int uriEnd;
    int status;
    int reasonStart;
    int reasonEnd;
    long contentLength;

    private final FieldTable fields = new FieldTable();

    /** An empty view, for {@link SipDecoder#decodeFragment} or {@link SipDecoder#decodePart} to fill. */
    public SipMessage() {}

    void wrap(byte[] array, int from, int to) {
        bytes = array;
        start = from;
        end = to;
        firstLineStart = from;
        bodyStart = to;
        bodyEnd = to;
        lineEnd = LineEnd.CRLF;
        startLine = false;
        methodStart = methodEnd = uriStart = uriEnd = reasonStart = reasonEnd = from;
        status = 0;
        contentLength = -1;
        fields.clear();
    }

    /** Notes a header field; false if it may be there once only and was there before with another value. */
    boolean add(@Nullable SipHeader header, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int before = fields.add(header, nameStart, nameEnd, valueStart, valueEnd);
        return before < 0 || Arrays.equals(bytes, valueStart(before), valueEnd(before), bytes, valueStart, valueEnd);
    }

    // ---- bytes ----

    /** The bytes that the message lies in; not a copy. */
    public byte[] array() {
        return bytes;
    }

    /** Index of the first byte. */
    public int start() {
        return start;
    }

    /** Index behind the last byte. */
    public int end() {
        return end;
    }

    /** Bytes in all. */
    public int length() {
        return end - start;
    }

    /** The bytes of {@code [from, to)} as text. */
    public String text(int from, int to) {
        return Scan.text(bytes, from, to);
    }

    // ---- start line ----

    /** Whether the start line is a request's; a message/sipfrag may have none. */
    public boolean isRequest() {
        return startLine && status == 0;
    }

    /** A request's method; for a response the one in CSeq. */
    public SipMethod method() {
        return isRequest() ? SipMethod.of(bytes, methodStart, methodEnd) : cseq().method();
    }

    /** The method's name, of a request from its start line, else from CSeq. */
    public String methodName() {
        return isRequest() ? text(methodStart, methodEnd) : cseq().methodName();
    }

    /** A request's target. */
    public SipUri requestUri() {
        return SipUri.parse(bytes, uriStart, uriEnd);
    }

    /** Index of the Request-URI's first byte. */
    public int requestUriStart() {
        return uriStart;
    }

    /** Index behind the Request-URI. */
    public int requestUriEnd() {
        return uriEnd;
    }

    /** A response's code, 100 … 699; 0 for a request. */
    public int statusCode() {
        return status;
    }

    /** A response's words for its code, maybe empty. */
    public String reasonPhrase() {
        return text(reasonStart, reasonEnd);
    }

    // ---- header fields as they come ----

    /** How many header fields there are. */
    public int headerCount() {
        return fields.count();
    }

    /** Which header field number {@code index} is; null for one that {@link SipHeader} does not have. */
    public @Nullable SipHeader header(int index) {
        return fields.header(index);
    }

    /** The field's name as it is written; empty for a line that is no header field. */
    public String headerName(int index) {
        return text(fields.nameStart(index), fields.nameEnd(index));
    }

    /** The field's value as it is written, folds included, without white space around it. */
    public String headerValue(int index) {
        return text(valueStart(index), valueEnd(index));
    }

    /** Index of the field's name. */
    public int nameStart(int index) {
        return fields.nameStart(index);
    }

    /** Index behind the field's name. */
    public int nameEnd(int index) {
        return fields.nameEnd(index);
    }

    /** Index of the value's first byte that is no white space. */
    public int valueStart(int index) {
        return fields.valueStart(index);
    }

    /** Index behind the value's last byte that is no white space. */
    public int valueEnd(int index) {
        return fields.valueEnd(index);
    }

    // ---- header fields by name ----

    /** Whether there is such a header field, under its long or compact name. */
    public boolean has(SipHeader header) {
        return fields.has(header);
    }

    /** Number of the first such header field, or -1. */
    public int indexOf(SipHeader header) {
        return has(header) ? indexOf(header, 0) : -1;
    }

    /** Number of the first such header field from number {@code from} on, or -1. */
    public int indexOf(SipHeader header, int from) {
        return fields.indexOf(header, from);
    }

    /** The first such field's value as it is written, or null. */
    public @Nullable String value(SipHeader header) {
        int index = indexOf(header);
        return index < 0 ? null : headerValue(index);
    }

    /** The values of all such fields, in order. */
    public List<String> values(SipHeader header) {
        List<String> values = new ArrayList<>();
        for (int i = indexOf(header); i >= 0; i = indexOf(header, i + 1)) {
            values.add(headerValue(i));
        }
        return values;
    }

    // ---- typed ----

    /** Call-ID, as it is. */
    public String callId() {
        return text(valueStart(required(SipHeader.CALL_ID)), valueEnd(required(SipHeader.CALL_ID)));
    }

    /** CSeq. */
    public CSeq cseq() {
        int index = required(SipHeader.CSEQ);
        return CSeq.parse(bytes, valueStart(index), valueEnd(index), start);
    }

    /** From. */
    public NameAddress from() {
        return onlyAddress(SipHeader.FROM);
    }

    /** To. */
    public NameAddress to() {
        return onlyAddress(SipHeader.TO);
    }

    /** The tag of From, or null. */
    public @Nullable String fromTag() {
        return tag(SipHeader.FROM);
    }

    /** The tag of To, or null, as in a request that starts a dialog. */
    public @Nullable String toTag() {
        return tag(SipHeader.TO);
    }

    private @Nullable String tag(SipHeader header) {
        int index = required(header);
        AddressSpan span = new AddressSpan().wrap(bytes, valueStart(index), valueEnd(index));
        ParameterSpan parameters = new ParameterSpan();
        for (int entries = 0; entries < MOST_NAMES && span.next(); entries++) {
            parameters.wrap(bytes, span.parametersStart(), span.entryEnd(), '\0');
            while (parameters.next()) {
                if (parameters.named(TAG)) {
                    return parameters.value();
                }
            }
        }
        return null;
    }

    /** The topmost Via. */
    public Via topVia() {
        return vias(1).get(0);
    }

    /** Every Via that can be read, the topmost first; at least one. */
    public List<Via> vias() {
        return vias(Integer.MAX_VALUE);
    }

    private List<Via> vias(int most) {
        List<Via> vias = new ArrayList<>();
        ViaSpan span = new ViaSpan();
        for (int i = indexOf(SipHeader.VIA); i >= 0; i = indexOf(SipHeader.VIA, i + 1)) {
            span.wrap(bytes, valueStart(i), valueEnd(i));
            while (vias.size() < most && span.next()) {
                vias.add(Via.of(span));
            }
            if (vias.size() == most) {
                break;
            }
        }
        if (vias.isEmpty()) {
            throw SipRefusal.syntax(0, "no Via");
        }
        return vias;
    }

    /** Every Contact; empty if there is none, or only {@code *}. */
    public List<NameAddress> contacts() {
        return addresses(SipHeader.CONTACT);
    }

    /** Every entry of all header fields of that name (From, Contact, Route, Refer-To …), in order. */
    public List<NameAddress> addresses(SipHeader header) {
        return addresses(header, Integer.MAX_VALUE);
    }

    /** The same, but no more than the first {@code most}. */
    public List<NameAddress> addresses(SipHeader header, int most) {
        List<NameAddress> addresses = new ArrayList<>();
        AddressSpan span = new AddressSpan();
        for (int i = indexOf(header); i >= 0 && addresses.size() < most; i = indexOf(header, i + 1)) {
            span.wrap(bytes, valueStart(i), valueEnd(i));
            while (addresses.size() < most && span.next()) {
                if (span.hasUri()) {
                    addresses.add(NameAddress.of(span));
                }
            }
        }
        return addresses;
    }

    private NameAddress onlyAddress(SipHeader header) {
        int index = required(header);
        List<NameAddress> addresses = addresses(header, 2);
        if (addresses.size() != 1) {
            throw SipRefusal.syntax(valueStart(index) - start, header.fieldName() + " does not hold one address");
        }
        return addresses.get(0);
    }

    private int required(SipHeader header) {
        int index = indexOf(header);
        if (index < 0) {
            throw SipRefusal.syntax(0, "no " + header.fieldName());
        }
        return index;
    }

    /**
     * The number with which a header field begins (Expires, RSeq, Session-Expires …), at most 4294967295; -1 if the field is
     * absent, or begins with none. A peer that writes such a field oddly has a call all the same.
     */
    public long number(SipHeader header) {
        int index = indexOf(header);
        return index < 0 ? -1 : CSeq.clamped(bytes, valueStart(index), valueEnd(index));
    }

    /** Content-Length's number, or -1 where there is none, or none that can be read. */
    public int contentLength() {
        return (int) contentLength;
    }

    /** Content-Type, or null where there is none, or none that can be read. */
    public @Nullable MediaType contentType() {
        int index = indexOf(SipHeader.CONTENT_TYPE);
        return index < 0 ? null : MediaType.parse(bytes, valueStart(index), valueEnd(index));
    }

    // ---- body ----

    /** Index of the body's first byte. */
    public int bodyStart() {
        return bodyStart;
    }

    /** Index behind the body's last byte. */
    public int bodyEnd() {
        return bodyEnd;
    }

    /** Leaves out what lies behind the body: it is no part of the message (RFC 3261 section 18.3). */
    public void cutTrailer() {
        end = bodyEnd;
    }

    /** The body: a view of the message's own bytes, not retained. */
    public ByteBuf body() {
        return Unpooled.wrappedBuffer(bytes, bodyStart, bodyEnd - bodyStart);
    }

    /** The body as one part, or a multipart body's parts, nested ones unfolded; empty if there is no body or no type. */
    public List<BodyPart> bodies() {
        return BodyPart.of(this);
    }
}
