package io.voider.sip.call;

import io.voider.sip.ParameterSpan;
import io.voider.sip.Scan;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.ViaSpan;

/**
 * Writes a response to a request (RFC 3261 section 8.2.6): Via, From, To, Call-ID and CSeq as they came, byte for byte,
 * with a tag in To, and in the topmost Via the flow that was seen (section 18.2.1; RFC 3581 section 4).
 */
public final class ResponseWriter {
    private static final int TRYING = 100;
    private static final byte[] RPORT = Scan.of("rport");
    private static final byte[] RECEIVED = Scan.of("received");

    private final SipMessage request;
    private final Flow flow;
    private final MessageWriter writer;

    private ResponseWriter(SipMessage request, Flow flow) {
        this.request = request;
        this.flow = flow;
        this.writer = new MessageWriter(request);
    }

    /**
     * The response's bytes.
     *
     * @param flow by which way the request came
     * @param tag is used if the request's To has none
     * @throws SipRefusal if the request lacks what every request has
     */
    public static byte[] write(SipMessage request, Flow flow, Answer answer, String tag) {
        return new ResponseWriter(request, flow).write(answer, tag);
    }

    /** 100 Trying, which begins no dialog and so needs no tag (section 8.2.6.1). */
    static byte[] trying(SipMessage request, Flow flow) {
        ResponseWriter response = new ResponseWriter(request, flow);
        response.head(ReasonPhrase.line(TRYING), "");
        return response.writer.withoutBody();
    }

    private byte[] write(Answer answer, String tag) {
        head(answer.status() + " " + answer.phrase(), request.toTag() != null ? "" : ";tag=" + tag);
        answer.fields().forEach(writer::line);
        return writer.withoutBody();
    }

    private void head(String status, String tag) {
        writer.line("SIP/2.0 " + status);
        vias();
        writer.field(SipHeader.FROM)
                .field(SipHeader.TO, tag)
                .field(SipHeader.CALL_ID)
                .field(SipHeader.CSEQ);
    }

    private void vias() {
        int top = request.indexOf(SipHeader.VIA);
        for (int i = top; i >= 0; i = request.indexOf(SipHeader.VIA, i + 1)) {
            writer.text("Via: ");
            int start = request.valueStart(i);
            int copied = i == top ? topEntry(start, request.valueEnd(i)) : start;
            writer.bytes(copied, request.valueEnd(i)).line("");
        }
    }

    /** Writes the topmost entry with what was seen of its sender; returns where the entry ends. One that cannot be read is left. */
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
            if (parameters.named(RPORT) && !parameters.hasValue()) {
                asksForPort = true;
                writer.bytes(written, entryEnd);
                written = entryEnd;
                writer.text("=" + flow.port());
            }
        }
        writer.bytes(written, entryEnd);
        if ((elsewhere || asksForPort) && !received) {
            writer.text(";received=" + flow.dotted());
        }
        return entryEnd;
    }
}
