package io.voider.sip.generate;

import java.util.LinkedHashMap;
import java.util.Map;

/** The cases of RFC 5118, section 4, by the names that it gives them. The RFC's points, in messages of our own. */
final class Ipv6Torture {
    private static final String PLAIN_VIA = "SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111";

    private Ipv6Torture() {}

    static Map<String, String> messages() {
        Map<String, String> messages = new LinkedHashMap<>();
        messages.put("ipv6-good", message("sip:[2001:db8::10]", PLAIN_VIA, ""));
        messages.put("ipv6-bad", message("sip:2001:db8::10", PLAIN_VIA, ""));
        messages.put("port-ambiguous", message("sip:[2001:db8::10:5070]", PLAIN_VIA, ""));
        messages.put("port-unambiguous", message("sip:[2001:db8::10]:5070", PLAIN_VIA, ""));
        messages.put(
                "via-received-param-with-delim",
                message("sip:[2001:db8::10]", PLAIN_VIA + ";received=[2001:db8::9:255]", ""));
        messages.put(
                "via-received-param-no-delim",
                message("sip:[2001:db8::10]", PLAIN_VIA + ";received=2001:db8::9:255", ""));
        messages.put("ipv6-in-sdp", message("sip:[2001:db8::10]", PLAIN_VIA, description("IP6 2001:db8::20", "")));
        messages.put(
                "mult-ip-in-header",
                message("sip:[2001:db8::10]", PLAIN_VIA + ", SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK2", ""));
        messages.put(
                "mult-ip-in-sdp",
                message(
                        "sip:[2001:db8::10]",
                        PLAIN_VIA,
                        description("IP4 192.0.2.1", "m=video 6024 RTP/AVP 107\r\nc=IN IP6 2001:db8::1\r\n")));
        messages.put(
                "ipv4-mapped-ipv6",
                message("sip:[::ffff:10.2.1.1]", "SIP/2.0/UDP [::ffff:172.16.0.1]:5060;branch=z9hG4bK1", ""));
        messages.put("ipv6-bug-abnf-3-colons", message("sip:[2001:db8:::192.0.2.1]", PLAIN_VIA, ""));
        return messages;
    }

    private static String message(String uri, String via, String body) {
        return "INVITE " + uri + " SIP/2.0\r\nVia: " + via
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:a@[2001:db8::9]>;tag=1\r\nTo: <sip:b@example.com>\r\n"
                + "Contact: <sip:a@[2001:db8::9:1]>\r\nCall-ID: six@[2001:db8::9:1]\r\nCSeq: 1 INVITE\r\n"
                + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String description(String address, String more) {
        return "v=0\r\no=- 1 1 IN " + address + "\r\ns=-\r\nc=IN " + address + "\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\n"
                + more;
    }
}
