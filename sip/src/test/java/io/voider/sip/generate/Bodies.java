package io.voider.sip.generate;

import static io.voider.sip.generate.Template.OWN;
import static io.voider.sip.generate.Template.SWS;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Bodies with their Content-Type: SDP, multipart, message/sipfrag, dialog-info, and text that must stay. */
final class Bodies {
    private static final String BOUNDARY = "next-part";

    private Bodies() {}

    /**
     * A body.
     *
     * @param type value of Content-Type; empty if the message has no body and names no type
     */
    record Body(String type, String text) {
        static final Body NONE = new Body("", "");
    }

    static Arbitrary<Body> any() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(Body.NONE)),
                Tuple.of(6, sdp().map(text -> new Body("application/sdp", text))),
                Tuple.of(
                        1, fragment().map(text -> new Body("message/sipfrag" + SWS + ";" + SWS + "version=2.0", text))),
                Tuple.of(1, dialogInfo().map(text -> new Body("application/dialog-info+xml", text))),
                Tuple.of(1, Words.text().map(text -> new Body("text/plain;charset=utf-8", plain(text)))),
                Tuple.of(2, multipart()));
    }

    /** A session description (RFC 8866) with any number of media, at most four. */
    static Arbitrary<String> sdp() {
        Arbitrary<List<String>> session =
                optional(List.of(information(), link(), connection(), bandwidth(), sessionAttributes()));
        Arbitrary<String> times = Arbitraries.of("t=0 0\r\n", "t=2873397496 2873404696\r\nr=7d 1h 0 25h\r\n");
        return Combinators.combine(
                        origin(),
                        name(),
                        session,
                        times,
                        media().list().ofMaxSize(4),
                        Arbitraries.of("\r\n", "\r\n", "\n"))
                .as((origin, name, lines, time, media, end) -> {
                    String head =
                            "v=0\r\n" + origin + name + String.join("", lines.subList(0, 4)) + time + lines.get(4);
                    return (head + String.join("", media)).replace("\r\n", end);
                });
    }

    /** Part of a message: a status line, perhaps with headers that bear addresses (RFC 3420). */
    static Arbitrary<String> fragment() {
        return Combinators.combine(
                        Arbitraries.of("SIP/2.0 200 OK\r\n", "SIP/2.0 180 Ringing 10.2.1.1\r\n"),
                        Headers.any().list().ofMaxSize(2))
                .as((start, headers) -> start + String.join("", headers));
    }

    /** Dialog event package (RFC 4235): URIs in attributes and elements. */
    static Arbitrary<String> dialogInfo() {
        Arbitrary<String> uri = Hosts.host().map(host -> "sip:300@" + host);
        return Combinators.combine(uri, uri, uri)
                .as((entity, identity, target) ->
                        "<?xml version=\"1.0\"?>\r\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\""
                                + " version=\"1\" state=\"full\" entity=\"" + entity
                                + "\">\r\n <dialog id=\"172.16.0.1\" call-id=\"a@10.2.1.1\">"
                                + "<state>confirmed</state><remote><identity display=\"10.2.1.1\">" + identity
                                + "</identity><target uri=\"" + target
                                + "\"/></remote></dialog>\r\n</dialog-info>\r\n");
    }

    private static Arbitrary<Body> multipart() {
        Arbitrary<String> part = Arbitraries.frequencyOf(
                        Tuple.of(4, sdp().map(text -> "Content-Type: application/sdp\r\n\r\n" + text)),
                        Tuple.of(1, fragment().map(text -> "c: message/sipfrag\r\nX-Where: 10.2.1.1\r\n\r\n" + text)),
                        Tuple.of(1, Words.text().map(text -> "content-TYPE:text/plain\r\n\r\n" + plain(text))),
                        Tuple.of(1, Words.text().map(text -> "\r\n" + plain(text))))
                .map(text -> "--" + BOUNDARY + "\r\n" + text + "\r\n");
        Arbitrary<String> type = Arbitraries.of(
                "multipart/mixed;boundary=" + BOUNDARY,
                "multipart/alternative" + SWS + ";" + SWS + "boundary" + SWS + "=" + SWS + "\"" + BOUNDARY + "\"",
                "MULTIPART/Related;x=y;BOUNDARY=" + BOUNDARY);
        Arbitrary<String> preamble = Arbitraries.of("", "c=IN IP4 10.2.1.1\r\n");
        Arbitrary<String> epilogue = Arbitraries.of("", "\r\n", "\r\nc=IN IP4 10.2.1.1\r\n");
        return Combinators.combine(type, preamble, part.list().ofMinSize(1).ofMaxSize(3), epilogue)
                .as((kind, before, parts, after) ->
                        new Body(kind, before + String.join("", parts) + "--" + BOUNDARY + "--" + after));
    }

    private static Arbitrary<String> origin() {
        Arbitrary<String> address = Arbitraries.frequencyOf(
                Tuple.of(4, Hosts.ipv4().map(host -> "IP4 " + host)),
                Tuple.of(1, Hosts.bareIpv6().map(host -> "IP6 " + host)),
                Tuple.of(1, Arbitraries.of("IP4 phone.example.com", "IP4 172.16.0.1.example.com")));
        return Combinators.combine(Arbitraries.of("-", "alice", "172.16.0.1"), address)
                .as((user, where) -> "o=" + user + " 2890844526 2890844527 IN " + where + "\r\n");
    }

    private static Arbitrary<String> name() {
        return Arbitraries.of("s=-\r\n", "s= \r\n", "s=call to 10.2.1.1\r\n", "s=c=IN IP4 172.16.0.1\r\n");
    }

    private static Arbitrary<String> information() {
        return Arbitraries.of("i=from 172.16.0.1\r\n", "i=電話\r\n");
    }

    private static Arbitrary<String> link() {
        return Arbitraries.of("e=a@example.com (10.2.1.1)\r\n", "p=+1 617 555-6011\r\n");
    }

    private static Arbitrary<String> connection() {
        return Arbitraries.frequencyOf(
                        Tuple.of(5, Hosts.ipv4().map(host -> "IP4 " + host)),
                        Tuple.of(1, Hosts.bareIpv6().map(host -> "IP6 " + host)),
                        Tuple.of(1, Arbitraries.of("IP4 0.0.0.0", "IP4 224.2.1.1/127/3", "IP4 phone.example.com")))
                .map(where -> "c=IN " + where + "\r\n");
    }

    private static Arbitrary<String> bandwidth() {
        return Arbitraries.of("b=AS:64\r\n", "b=X-YZ:128\r\nb=CT:1\r\n");
    }

    private static Arbitrary<String> sessionAttributes() {
        return Arbitraries.of(
                "a=sendonly\r\n",
                "a=inactive\r\n",
                "a=tool:10.2.1.1\r\n",
                "a=fingerprint:sha-256 AA:BB:CC\r\n",
                "a=ice-lite\r\n");
    }

    private static Arbitrary<String> media() {
        Arbitrary<String> line = Arbitraries.of(
                "m=audio 8818 RTP/AVP 0 8 101\r\n",
                "m=audio 0 RTP/AVP 0\r\n",
                "m=audio 49170/2 RTP/SAVP 0\r\n",
                "m=video 51372 UDP/TLS/RTP/SAVPF 99\r\n",
                "m=image 5004 udptl t38\r\n",
                "m=application 9 TCP/MSRP *\r\n",
                "m=audio 65535 RTP/AVPF 0\r\n");
        return Combinators.combine(
                        line,
                        optional(List.of(information(), connection(), bandwidth())),
                        attribute().list().ofMaxSize(4))
                .as((first, lines, attributes) -> first + String.join("", lines) + String.join("", attributes));
    }

    private static Arbitrary<String> attribute() {
        Arbitrary<String> rtcp = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just("a=rtcp:53020\r\n")),
                Tuple.of(2, Hosts.ipv4().map(host -> "a=rtcp:53020 IN IP4 " + host + "\r\n")),
                Tuple.of(1, Hosts.bareIpv6().map(host -> "a=rtcp:53020 IN IP6 " + host + "\r\n")));
        Arbitrary<String> candidate = Combinators.combine(Hosts.ipv4(), Hosts.ipv4(), Arbitraries.of(true, false))
                .as((host, base, reflexive) -> "a=candidate:1 1 UDP 2130706431 " + host + " 8818 typ "
                        + (reflexive ? "srflx raddr " + base + " rport 9\r\n" : "host\r\n"));
        Arbitrary<String> candidate6 =
                Hosts.bareIpv6().map(host -> "a=candidate:x/+ 2 udp 1 " + host + " 9 typ host generation 0\r\n");
        Arbitrary<String> remote = Combinators.combine(Hosts.ipv4(), Hosts.ipv4())
                .as((first, second) -> "a=remote-candidates:1 " + first + " 8998 2 " + second + " 8999\r\n");
        return Arbitraries.frequencyOf(
                Tuple.of(2, rtcp),
                Tuple.of(2, candidate),
                Tuple.of(1, candidate6),
                Tuple.of(1, remote),
                Tuple.of(5, keptAttribute()));
    }

    private static Arbitrary<String> keptAttribute() {
        return Arbitraries.of(
                "a=rtpmap:0 PCMU/8000\r\n",
                "a=sendonly\r\n",
                "a=recvonly\r\n",
                "a=inactive\r\n",
                "a=rtcp-mux\r\n",
                "a=ptime:20\r\n",
                "a=ssrc:837059435 cname:sip:200@172.16.0.1\r\n",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3\r\n",
                "a=x-where:10.2.1.1\r\n",
                "a=\r\n",
                "a=label:172.16.0.1\r\n",
                "a=fmtp:101 0-15\r\n",
                "k=clear:10.2.1.1\r\n");
    }

    /** Each of the lines, or an empty text in its place. */
    private static Arbitrary<List<String>> optional(List<Arbitrary<String>> lines) {
        List<Arbitrary<String>> perhaps = lines.stream()
                .<Arbitrary<String>>map(line -> Arbitraries.oneOf(List.of(Arbitraries.just(""), line)))
                .toList();
        return Combinators.combine(perhaps).as(chosen -> chosen);
    }

    /** Free text without the marks that stand for white space. */
    private static String plain(String text) {
        return text.replace(Template.LWS, ' ').replace("" + OWN, "");
    }
}
