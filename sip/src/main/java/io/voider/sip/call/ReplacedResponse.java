package io.voider.sip.call;

import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;

/**
 * Another final response in place of one that may not reach whom it was meant for, so that who asked still hears how the request
 * ended (RFC 3261 section 16.7).
 */
public final class ReplacedResponse {
    private ReplacedResponse() {}

    /**
     * A response to the same request, with another status and nothing else in it.
     *
     * @throws SipRefusal if the response lacks what every response has
     */
    public static byte[] with(SipMessage response, Answer answer) {
        MessageWriter writer = new MessageWriter(response)
                .line("SIP/2.0 " + answer.status() + " " + answer.phrase())
                .fields(SipHeader.VIA)
                .field(SipHeader.FROM)
                .field(SipHeader.TO)
                .field(SipHeader.CALL_ID)
                .field(SipHeader.CSEQ);
        answer.fields().forEach(writer::line);
        return writer.withoutBody();
    }
}
