package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;

/**
 * A SIP message as a test writes it. The caller's tag is {@code a}, the callee's {@code b}, unless it says otherwise.
 *
 * @param start start line
 * @param method the method that CSeq names
 */
record Letter(
        Side from,
        String start,
        String method,
        String callId,
        String fromTag,
        String toTag,
        long cSeq,
        String branch,
        String extra,
        String body) {

    static Letter request(Side from, String method, long cSeq) {
        String start = method + " sip:192.0.2.1 SIP/2.0";
        return new Letter(from, start, method, "call-1", "a", "b", cSeq, "z9hG4bK" + from + cSeq, "", "");
    }

    /** An INVITE outside any dialog. */
    static Letter invite(Side from, long cSeq) {
        return request(from, "INVITE", cSeq).toTag("");
    }

    static Letter response(Side from, int status, String method, long cSeq) {
        return request(from.other(), method, cSeq).answered(status);
    }

    /** The response to this request, from the other side, in the dialog with tag {@code b}. */
    Letter answered(int status) {
        String to = toTag.isEmpty() && status > 100 ? "b" : toTag;
        return new Letter(from.other(), "SIP/2.0 " + status + " x", method, callId, fromTag, to, cSeq, branch, "", "");
    }

    Letter callId(String id) {
        return new Letter(from, start, method, id, fromTag, toTag, cSeq, branch, extra, body);
    }

    Letter fromTag(String tag) {
        return new Letter(from, start, method, callId, tag, toTag, cSeq, branch, extra, body);
    }

    Letter toTag(String tag) {
        return new Letter(from, start, method, callId, fromTag, tag, cSeq, branch, extra, body);
    }

    /** In-dialog requests of the callee carry the tags the other way round. */
    Letter swapped() {
        return new Letter(from, start, method, callId, toTag, fromTag, cSeq, branch, extra, body);
    }

    Letter cSeq(long number) {
        return new Letter(from, start, method, callId, fromTag, toTag, number, branch, extra, body);
    }

    Letter branch(String value) {
        return new Letter(from, start, method, callId, fromTag, toTag, cSeq, value, extra, body);
    }

    Letter with(String field) {
        return new Letter(from, start, method, callId, fromTag, toTag, cSeq, branch, extra + field + "\r\n", body);
    }

    Letter sdp(String description) {
        return new Letter(from, start, method, callId, fromTag, toTag, cSeq, branch, extra, description);
    }

    /** A description of the sender's own with one audio line per port. */
    Letter sdp(Parties parties, int... ports) {
        StringBuilder text = new StringBuilder(Sdp.head(parties.own(from)));
        for (int port : ports) {
            text.append("m=audio ").append(port).append(" RTP/AVP 0\r\n");
        }
        return sdp(text.toString());
    }

    /** Candidates behind the description (RFC 8840). */
    Letter trickled(String fragment) {
        return with("Content-Type: application/trickle-ice-sdpfrag").sdp(fragment);
    }

    Letter from(Side side) {
        return new Letter(side, start, method, callId, fromTag, toTag, cSeq, branch, extra, body);
    }

    String text() {
        String type = body.isEmpty() || extra.contains("Content-Type") ? "" : "Content-Type: application/sdp\r\n";
        return start + "\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=" + branch + "\r\nFrom: <sip:a@192.0.2.9>"
                + (fromTag.isEmpty() ? "" : ";tag=" + fromTag) + "\r\nTo: <sip:b@192.0.2.9>"
                + (toTag.isEmpty() ? "" : ";tag=" + toTag) + "\r\nCall-ID: " + callId + "\r\nCSeq: " + cSeq + " "
                + method + "\r\n"
                + extra + type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    SipMessage message() {
        return decoded(text());
    }

    static SipMessage decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SipDecoder().decode(bytes, 0, bytes.length);
    }
}
