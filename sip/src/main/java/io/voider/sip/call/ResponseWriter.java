package io.voider.sip.call;

import io.voider.sip.ParameterSpan;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.Via;
import io.voider.sip.ViaSpan;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a response to a request (RFC 3261 section 8.2.6): Via, From, To, Call-ID and CSeq as they came, byte for byte,
 * with a tag in To, and in the topmost Via the flow that was seen (section 18.2.1; RFC 3581 section 4).
 */
final class ResponseWriter {
    private static final byte[] RPORT = "rport".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECEIVED = "received".getBytes(StandardCharsets.US_ASCII);

    private final SipMessage request;
    private final Flow flow;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    private ResponseWriter(SipMessage request, Flow flow) {
        this.request = request;
        this.flow = flow;
    }

    /** The response's bytes; {@code tag} is used if the request's To has none. */
    static byte[] write(SipMessage request, Flow flow, Answer answer, String tag) {
        return new ResponseWriter(request, flow).write(answer, tag);
    }

    private byte[] write(Answer answer, String tag) {
        text("SIP/2.0 " + answer.status() + " " + answer.phrase() + "\r\n");
        vias();
        field(SipHeader.FROM, "");
        field(SipHeader.TO, hasToTag() ? "" : ";tag=" + tag);
        field(SipHeader.CALL_ID, "");
        field(SipHeader.CSEQ, "");
        answer.fields().forEach(field -> text(field + "\r\n"));
        text("Content-Length: 0\r\n\r\n");
        return out.toByteArray();
    }

    /** A To that cannot be read has none that anybody would find. */
    private boolean hasToTag() {
        try {
            return request.toTag() != null;
        } catch (SipRefusal broken) {
            return false;
        }
    }

    private void vias() {
        int top = request.indexOf(SipHeader.VIA);
        for (int i = top; i >= 0; i = request.indexOf(SipHeader.VIA, i + 1)) {
            text("Via: ");
            int start = request.valueStart(i);
            int copied = i == top && isReadable() ? topEntry(start, request.valueEnd(i)) : start;
            bytes(copied, request.valueEnd(i));
            text("\r\n");
        }
    }

    /** A topmost Via that cannot be read goes back as it came. */
    private boolean isReadable() {
        try {
            Via unused = request.topVia();
            return true;
        } catch (SipRefusal broken) {
            return false;
        }
    }

    /** Writes the topmost entry with what was seen of its sender; returns where the entry ends. */
    private int topEntry(int start, int end) {
        ViaSpan via = new ViaSpan().wrap(request.array(), start, end);
        if (!via.next()) {
            return start;
        }
        boolean elsewhere = !request.text(via.hostStart(), via.hostEnd()).equals(flow.dotted());
        ParameterSpan parameters = via.parameters();
        int written = start;
        int entryEnd = parameters.position();
        boolean asksForPort = false;
        boolean received = false;
        while (parameters.next()) {
            entryEnd = parameters.position();
            received |= parameters.named(RECEIVED);
            if (parameters.named(RPORT) && parameters.valueStart() < 0) {
                asksForPort = true;
                bytes(written, entryEnd);
                written = entryEnd;
                text("=" + flow.port());
            }
        }
        bytes(written, entryEnd);
        if ((elsewhere || asksForPort) && !received) {
            text(";received=" + flow.dotted());
        }
        return entryEnd;
    }

    private void field(SipHeader header, String appended) {
        int index = request.indexOf(header);
        if (index < 0) {
            throw SipRefusal.syntax(0, "no " + header.fieldName());
        }
        text(header.fieldName() + ": ");
        bytes(request.valueStart(index), request.valueEnd(index));
        text(appended + "\r\n");
    }

    private void bytes(int from, int to) {
        out.write(request.array(), from, to - from);
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
