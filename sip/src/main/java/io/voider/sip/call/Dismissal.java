package io.voider.sip.call;

import io.netty.util.NetUtil;
import io.voider.sip.AddressSpan;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What the sender of a final response to an INVITE is told when that response goes no further: an ACK, which stops it from
 * repeating itself, and behind a 2xx, by which it believes to be in a call, a BYE.
 */
final class Dismissal {
    private static final String MAGIC_COOKIE = "z9hG4bK";
    private static final String SCHEME = "sip:";

    private final SipMessage response;
    private final Flow flow;

    /**
     * @param response one that {@link #isWanted wants} it
     * @param flow by which way it came
     */
    Dismissal(SipMessage response, Flow flow) {
        this.response = response;
        this.flow = flow;
    }

    /** Whether it is a final response to an INVITE, which its sender repeats until an ACK comes. */
    static boolean isWanted(SipMessage response) {
        return response.statusCode() >= 200 && response.cseq().method() == SipMethod.INVITE;
    }

    /** Whether its sender believes to be in a call, so that it wants a BYE besides. */
    boolean hangsUp() {
        return response.statusCode() < 300;
    }

    /**
     * The ACK: of a refusal in the INVITE's own transaction (RFC 3261 section 17.1.1.3), of a 2xx in the dialog (section
     * 13.2.2.4).
     *
     * @throws SipRefusal if the response lacks what every response has
     */
    byte[] acknowledgement() {
        String cSeq = response.cseq().number() + " ACK";
        if (hangsUp()) {
            return inDialog("ACK", cSeq, branch() + "-ack");
        }
        int via = response.indexOf(SipHeader.VIA);
        if (via < 0) {
            throw SipRefusal.syntax(0, "no Via");
        }
        MessageWriter ack = new MessageWriter(response)
                .line("ACK " + callee() + " SIP/2.0")
                .text("Via: ")
                .bytes(response.valueStart(via), response.valueEnd(via))
                .line("");
        return rest(ack, List.of(), cSeq);
    }

    /**
     * The BYE (RFC 3261 section 15.1.1).
     *
     * @throws SipRefusal if the response lacks what every response has
     */
    byte[] bye() {
        return inDialog("BYE", response.cseq().number() + 1 + " BYE", byeBranch());
    }

    /** The branch of the BYE: the same each time that the same response comes. */
    String byeBranch() {
        return branch() + "-bye";
    }

    private static boolean isNoUriCharacter(int c) {
        return c <= ' ' || c == 0x7f || c == '\ufffd';
    }

    private String branch() {
        return Objects.requireNonNullElse(
                response.topVia().branch(),
                MAGIC_COOKIE + Integer.toHexString(response.callId().hashCode()));
    }

    private String callee() {
        return SCHEME + flow.dotted();
    }

    /** RFC 3261 section 12.2.1.1: to the response's Contact, by the way that it recorded. */
    private byte[] inDialog(String method, String cSeq, String branch) {
        String sentBy = NetUtil.intToIpAddress(flow.localAddress()) + ":" + flow.localPort();
        MessageWriter request = new MessageWriter(response)
                .line(method + " " + target() + " SIP/2.0")
                .line("Via: SIP/2.0/" + (flow.reliable() ? "TCP " : "UDP ") + sentBy + ";branch=" + branch);
        List<String> route = new ArrayList<>(response.values(SipHeader.RECORD_ROUTE));
        Collections.reverse(route);
        return rest(request, route, cSeq);
    }

    private String target() {
        int contact = response.indexOf(SipHeader.CONTACT);
        if (contact < 0) {
            return callee();
        }
        AddressSpan address =
                new AddressSpan().wrap(response.array(), response.valueStart(contact), response.valueEnd(contact));
        String uri = address.next() && address.hasUri() ? response.text(address.uriStart(), address.uriEnd()) : "";
        boolean usable = uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && uri.chars().noneMatch(Dismissal::isNoUriCharacter);
        return usable ? uri : callee();
    }

    private byte[] rest(MessageWriter request, List<String> route, String cSeq) {
        request.line("Max-Forwards: 70");
        route.forEach(hop -> request.line("Route: " + hop));
        return request.field(SipHeader.FROM)
                .field(SipHeader.TO)
                .field(SipHeader.CALL_ID)
                .line("CSeq: " + cSeq)
                .withoutBody();
    }
}
