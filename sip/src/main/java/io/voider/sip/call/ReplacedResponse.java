package io.voider.sip.call;

import io.netty.util.NetUtil;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A final response that may not reach whom it was meant for, and another in its place: the caller still hears how the request
 * ended, and the callee still gets the ACK that stops it from repeating itself (RFC 3261 sections 16.7 step 8 and 17.1.1.3).
 */
public final class ReplacedResponse {
    private final SipMessage response;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    private ReplacedResponse(SipMessage response) {
        this.response = response;
    }

    /**
     * A response to the same request, with another status and nothing else in it.
     *
     * @throws SipRefusal if the response lacks what every response has
     */
    public static byte[] with(SipMessage response, Answer answer) {
        return new ReplacedResponse(response).replaced(answer);
    }

    /**
     * The ACK of a final response to an INVITE.
     *
     * @param callee the address of who sent the response, as it knows itself
     * @throws SipRefusal if the response lacks what every response has
     */
    public static byte[] acknowledgement(SipMessage response, int callee) {
        return new ReplacedResponse(response).ack(callee);
    }

    /** Whether it is a final response to an INVITE, which its sender repeats until an ACK comes. */
    public static boolean wantsAcknowledgement(SipMessage response) {
        return response.statusCode() >= 300 && response.cseq().method() == SipMethod.INVITE;
    }

    private byte[] replaced(Answer answer) {
        text("SIP/2.0 " + answer.status() + " " + answer.phrase() + "\r\n");
        for (int i = response.indexOf(SipHeader.VIA); i >= 0; i = response.indexOf(SipHeader.VIA, i + 1)) {
            field(SipHeader.VIA, i);
        }
        repeated(SipHeader.CSEQ);
        answer.fields().forEach(field -> text(field + "\r\n"));
        text("Content-Length: 0\r\n\r\n");
        return out.toByteArray();
    }

    private byte[] ack(int callee) {
        text("ACK sip:" + NetUtil.intToIpAddress(callee) + " SIP/2.0\r\n");
        field(SipHeader.VIA, place(SipHeader.VIA));
        text("Max-Forwards: 70\r\n");
        repeatedToCallId();
        text("CSeq: " + response.cseq().number() + " ACK\r\nContent-Length: 0\r\n\r\n");
        return out.toByteArray();
    }

    private void repeated(SipHeader last) {
        repeatedToCallId();
        field(last, place(last));
    }

    private void repeatedToCallId() {
        field(SipHeader.FROM, place(SipHeader.FROM));
        field(SipHeader.TO, place(SipHeader.TO));
        field(SipHeader.CALL_ID, place(SipHeader.CALL_ID));
    }

    private int place(SipHeader header) {
        int index = response.indexOf(header);
        if (index < 0) {
            throw SipRefusal.syntax(0, "no " + header.fieldName());
        }
        return index;
    }

    private void field(SipHeader header, int index) {
        text(header.fieldName() + ": ");
        out.write(response.array(), response.valueStart(index), response.valueEnd(index) - response.valueStart(index));
        text("\r\n");
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
