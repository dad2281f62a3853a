package io.voider.cli.exchange;

/**
 * A SIP message as the party at {@code own} writes it to the one it calls {@code other}. The caller's tag is {@code a}, the callee's
 * {@code b}.
 */
record Wording(
        String start,
        String own,
        String other,
        String from,
        String to,
        String id,
        int cSeq,
        String method,
        String extra,
        String body) {
    /** A request in a dialog, of the caller's. */
    static Wording request(String method, String own, String other, int cSeq) {
        return new Wording(
                method + " sip:" + other + " SIP/2.0",
                own,
                other,
                "<sip:" + own + ">;tag=a",
                "<sip:" + other + ">;tag=b",
                "call",
                cSeq,
                method,
                "",
                "");
    }

    /** A request in a dialog, of the callee's. */
    static Wording back(String method, String own, String other, int cSeq) {
        Wording request = request(method, own, other, cSeq);
        return new Wording(
                request.start,
                own,
                other,
                "<sip:" + own + ">;tag=b",
                "<sip:" + other + ">;tag=a",
                "call",
                cSeq,
                method,
                "",
                "");
    }

    /** A request outside a dialog. */
    static Wording fresh(String method, String own, String other) {
        return request(method, own, other, 1).toTag("");
    }

    static Wording invite(String own, String other, int port) {
        return fresh("INVITE", own, other).sdp(port);
    }

    /** A response of {@code own}'s to the request of {@code other}'s. */
    static Wording response(String status, String own, String other, int cSeq, String method) {
        return new Wording(
                "SIP/2.0 " + status,
                own,
                other,
                "<sip:" + other + ">;tag=a",
                "<sip:" + own + ">;tag=b",
                "call",
                cSeq,
                method,
                "",
                "");
    }

    Wording toTag(String tag) {
        String bare = to.split(";", 2)[0];
        return new Wording(
                start, own, other, from, tag.isEmpty() ? bare : bare + ";tag=" + tag, id, cSeq, method, extra, body);
    }

    Wording id(String callId) {
        return new Wording(start, own, other, from, to, callId, cSeq, method, extra, body);
    }

    Wording cSeq(int number) {
        return new Wording(start, own, other, from, to, id, number, method, extra, body);
    }

    Wording body(String text) {
        return new Wording(start, own, other, from, to, id, cSeq, method, extra, text);
    }

    Wording with(String field) {
        return new Wording(start, own, other, from, to, id, cSeq, method, extra + field + "\r\n", body);
    }

    Wording sdp(int port) {
        String description = "v=0\r\no=- 1 1 IN IP4 " + own + "\r\ns=-\r\nc=IN IP4 " + own + "\r\nt=0 0\r\nm=audio "
                + port + " RTP/AVP 0\r\n";
        return new Wording(
                start,
                own,
                other,
                from,
                to,
                id,
                cSeq,
                method,
                extra + "Content-Type: application/sdp\r\n",
                description);
    }

    String text() {
        boolean isResponse = start.startsWith("SIP/2.0");
        return start + "\r\nVia: SIP/2.0/UDP " + (isResponse ? other : own) + ":5060;branch=z9hG4bK" + id
                + (method.equals("ACK") || method.equals("CANCEL") ? "INVITE" : method) + cSeq
                + "\r\nMax-Forwards: 70\r\nFrom: " + from + "\r\nTo: " + to + "\r\nCall-ID: " + id + "\r\nCSeq: "
                + cSeq + " " + method + "\r\n" + extra + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
