package io.voider.sip.generate;

import static io.voider.sip.generate.Template.BLANK;
import static io.voider.sip.generate.Template.CASELESS;
import static io.voider.sip.generate.Template.LENGTH;
import static io.voider.sip.generate.Template.LWS;
import static io.voider.sip.generate.Template.SWS;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Header fields with their line ends. Every one that bears an address is here, and those that only seem to. */
final class Headers {
    private Headers() {}

    /** A header that any message may carry any number of times. */
    static Arbitrary<String> any() {
        return Arbitraries.frequencyOf(Tuple.of(6, addressed()), Tuple.of(3, opaque()), Tuple.of(1, warning()));
    }

    /** The headers without which nothing is a SIP message, in any order; the Via list first among equals. */
    static Arbitrary<List<String>> mandatory(String method) {
        Arbitrary<String> via = listed("Via", "v", via(), 3);
        Arbitrary<String> from = line("From", "f", party());
        Arbitrary<String> to = line("To", "t", party());
        Arbitrary<String> callId = line("Call-ID", "i", callId());
        Arbitrary<String> cSeq = line(
                "CSeq",
                "",
                Arbitraries.of("1", "0", "4711", "2147483647", "0009").map(number -> number + LWS + method));
        Arbitrary<String> hops = line("Max-Forwards", "", Arbitraries.of("70", "0", "255"));
        return Combinators.combine(via, from, to, callId, cSeq, hops)
                .as((v, f, t, i, c, h) -> List.of(v, f, t, i, c, h))
                .flatMap(headers -> Arbitraries.shuffle(new ArrayList<>(headers)));
    }

    /** Content-Length, right, in one of its spellings. */
    static Arbitrary<String> contentLength() {
        return line("Content-Length", "l", Arbitraries.just("" + LENGTH));
    }

    /** Content-Type with the given value. */
    static Arbitrary<String> contentType(String value) {
        return line("Content-Type", "c", Arbitraries.just(value));
    }

    /** Headers whose value has addresses by the grammar, and which the exchange translates. */
    private static Arbitrary<String> addressed() {
        return Arbitraries.oneOf(List.of(
                listed("Via", "v", via(), 2),
                listed("Contact", "m", contact(), 3),
                line("Contact", "m", Arbitraries.just("*")),
                listed("Route", "", named(), 3),
                listed("Record-Route", "", named(), 3),
                listed("Path", "", named(), 2),
                listed("Service-Route", "", named(), 2),
                line("Refer-To", "r", party().map(Hosts::withoutNeighbours)),
                line("Referred-By", "b", party()),
                listed("P-Asserted-Identity", "", party(), 2),
                listed("P-Preferred-Identity", "", party(), 2),
                listed("Remote-Party-ID", "", party(), 2),
                listed("Diversion", "", named(), 2),
                line("Reply-To", "", party()),
                listed("P-Associated-URI", "", named(), 2),
                line("P-Called-Party-ID", "", named()),
                listed("History-Info", "", history(), 3)));
    }

    /** Headers that must cross byte for byte, with addresses in places that are not ours to touch. */
    private static Arbitrary<String> opaque() {
        return Arbitraries.oneOf(List.of(
                line("Subject", "s", Words.text()),
                line("User-Agent", "", Words.comment().map(comment -> "phone/1.0" + LWS + comment)),
                line("Server", "", Words.comment().map(comment -> "phone/1.0" + LWS + comment)),
                line("Organization", "", Words.text()),
                line("Supported", "k", Arbitraries.of("", "replaces", "100rel" + SWS + "," + SWS + "timer")),
                line("Allow", "", Arbitraries.of("", "INVITE,ACK", "INVITE" + SWS + "," + SWS + "x-%!*")),
                line("Replaces", "", replaces()),
                line("In-Reply-To", "", Arbitraries.of("abc@172.16.0.1", "10.2.1.1,b@10.2.1.1")),
                line(
                        "Session-Expires",
                        "x",
                        Arbitraries.of("1800;refresher=uac", "90", "3600" + SWS + ";" + SWS + "refresher=uas")),
                line("Authorization", "", credentials()),
                line("Proxy-Authenticate", "", credentials()),
                line("Date", "", Arbitraries.just("Sun, 22 Nov 2026 10:02:01 GMT")),
                line("Expires", "", Arbitraries.of("0", "4294967295")),
                line("Accept-Language", "", Arbitraries.of("", "en;q=0.5")),
                unknown()));
    }

    /** Not a name that IANA knows; the value may be anything that is not a line end, or nothing. */
    private static Arbitrary<String> unknown() {
        return Combinators.combine(Words.token(), Words.text())
                .as((token, text) -> "X-" + token + BLANK + ":" + SWS + text + "\r\n");
    }

    private static Arbitrary<String> warning() {
        return line(
                "Warning",
                "",
                Combinators.combine(Hosts.host(), Words.quotedString())
                        .as((agent, text) -> "399" + LWS + agent + LWS + text));
    }

    private static Arbitrary<String> via() {
        Arbitrary<String> protocol =
                Arbitraries.of("SIP/2.0/UDP", "SIP/2.0/TCP", "SIP" + SWS + "/" + SWS + "2.0" + SWS + "/" + SWS + "UDP");
        Arbitrary<String> port = Arbitraries.of("", ":5060", SWS + ":" + SWS + "5060", ":40001");
        Arbitrary<String> branch =
                Words.token().map(token -> SWS + ";" + SWS + "branch" + SWS + "=" + SWS + "z9hG4bK" + token);
        Arbitrary<String> received = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of("", ";rport", ";rport=40000")),
                Tuple.of(3, Hosts.mapped().map(host -> SWS + ";" + SWS + "received" + SWS + "=" + SWS + host)),
                Tuple.of(1, Arbitraries.of(";received=192.0.2.1", ";received=2001:db8::9", ";received=[2001:db8::9]")));
        Arbitrary<String> rest = Words.parameters(1);
        return Combinators.combine(protocol, Hosts.host(), port, branch, received, rest)
                .as((sent, host, where, mark, seen, others) -> sent + LWS + host + where + mark + seen + others);
    }

    /** {@code name-addr} with parameters. */
    private static Arbitrary<String> named() {
        return Combinators.combine(Words.displayName(), Uris.sip(), Words.parameters(2))
                .as((name, uri, parameters) -> name + "<" + uri + ">" + parameters);
    }

    /** {@code name-addr} or {@code addr-spec}, with a tag or other parameters. */
    private static Arbitrary<String> party() {
        Arbitrary<String> bare =
                Combinators.combine(Uris.bareSip(), Words.parameters(2)).as(String::concat);
        Arbitrary<String> tel = Uris.tel().map(uri -> "<" + uri + ">");
        Arbitrary<String> tag = Words.token().map(token -> SWS + ";" + SWS + "tag" + SWS + "=" + SWS + token);
        Arbitrary<String> address = Arbitraries.frequencyOf(Tuple.of(5, named()), Tuple.of(3, bare), Tuple.of(1, tel));
        return Combinators.combine(
                        address, Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just("")), Tuple.of(3, tag)))
                .as(String::concat);
    }

    private static Arbitrary<String> contact() {
        Arbitrary<String> parameters = Arbitraries.of(
                "",
                ";expires=3600",
                ";q=0.7",
                SWS + ";" + SWS + "+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\"",
                ";reg-id=1",
                ";+sip.rendering=\"10.2.1.1\"");
        return Combinators.combine(party(), parameters).as(String::concat);
    }

    private static Arbitrary<String> history() {
        return Combinators.combine(named(), Arbitraries.of("1", "1.1", "1.2.1"))
                .as((entry, index) -> entry + SWS + ";" + SWS + "index" + SWS + "=" + SWS + index);
    }

    private static Arbitrary<String> callId() {
        Arbitrary<String> host = Arbitraries.of("", "@172.16.0.1", "@10.2.1.1", "@172.29.5.1", "@example.com", "@x{y}");
        return Combinators.combine(Words.word(), host).as(String::concat);
    }

    private static Arbitrary<String> replaces() {
        return callId().map(id -> id + SWS + ";" + SWS + "to-tag=10.2.1.1" + SWS + ";" + SWS + "from-tag=x");
    }

    private static Arbitrary<String> credentials() {
        return Words.quotedString()
                .map(realm -> "Digest" + LWS + "realm=" + realm + SWS + "," + SWS + "uri=\"sip:10.2.1.1\"" + SWS + ","
                        + SWS + "nonce=\"172.16.0.1\"");
    }

    /** One to {@code most} values, comma separated. */
    private static Arbitrary<String> listed(String name, String compact, Arbitrary<String> value, int most) {
        return line(
                name,
                compact,
                value.list().ofMinSize(1).ofMaxSize(most).map(values -> String.join(SWS + "," + SWS, values)));
    }

    /** A whole header field; the compact name, where there is one, is used now and then. */
    private static Arbitrary<String> line(String name, String compact, Arbitrary<String> value) {
        Arbitrary<String> names = compact.isEmpty() ? Arbitraries.just(name) : Arbitraries.of(name, name, compact);
        return Combinators.combine(names, value)
                .as((chosen, text) -> CASELESS + chosen + BLANK + ":" + SWS + text + "\r\n");
    }
}
