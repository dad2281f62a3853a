package io.voider.sip.call;

import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;

/** The CANCEL of an INVITE (RFC 3261 section 9.1). */
public final class Cancellation {
    private static final String ELSEWHERE = "Reason: SIP;cause=200;text=\"Call completed elsewhere\"";

    private Cancellation() {}

    /**
     * Such a request, as whoever sent the INVITE would write it.
     *
     * @param elsewhere whether to say that another phone has answered (RFC 3326)
     * @throws SipRefusal if the INVITE lacks what every request has
     */
    public static byte[] of(SipMessage invite, boolean elsewhere) {
        int via = invite.indexOf(SipHeader.VIA);
        if (via < 0) {
            throw SipRefusal.syntax(0, "no Via");
        }
        MessageWriter cancel = new MessageWriter(invite)
                .text("CANCEL ")
                .bytes(invite.requestUriStart(), invite.requestUriEnd())
                .line(" SIP/2.0")
                .text("Via: ")
                .bytes(invite.valueStart(via), invite.valueEnd(via))
                .line("")
                .line("Max-Forwards: 70")
                .fields(SipHeader.ROUTE)
                .field(SipHeader.FROM)
                .field(SipHeader.TO)
                .field(SipHeader.CALL_ID)
                .line("CSeq: " + invite.cseq().number() + " CANCEL");
        if (elsewhere) {
            cancel.line(ELSEWHERE);
        }
        return cancel.withoutBody();
    }
}
