package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Side;
import io.voider.sip.SipHeader;
import io.voider.sip.generate.Line;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for header fields and bodies that no grammar has. */
class BentProperties {
    /** What marks something in a header field, a URI, an SDP line or an XML document. */
    private static final List<String> MARKS = List.of(
            "<",
            ">",
            ";",
            ",",
            ":",
            "\"",
            "'",
            "\\",
            "@",
            " ",
            "\t",
            "=",
            "(",
            ")",
            "/",
            "?",
            "&",
            "%",
            "[",
            "]",
            ".",
            "sip:",
            "sip:x@",
            "tag=",
            "received=",
            "maddr=",
            "//",
            "\r\n ",
            "%3C",
            "%40",
            "?Route=",
            "SIP/2.0/UDP ",
            "Joe",
            "x-y",
            "uri=\"",
            "<uri>");

    private static final List<String> FIELDS = Arrays.stream(SipHeader.values())
            .filter(header -> header.treatment().mapped())
            .map(SipHeader::fieldName)
            .toList();
    private static final List<String> TYPES = List.of(
            "application/sdp",
            "message/sipfrag",
            "multipart/mixed;boundary=b",
            "application/dialog-info+xml",
            "application/simple-message-summary",
            "\"application/sdp\"");
    private static final List<String> LINES = List.of(
            "\r\n",
            "\n",
            "--b",
            "--b--",
            "c=",
            "a=rtcp:1 ",
            "a=candidate:1 1 UDP 1 ",
            "o=- 1 1 IN IP4 ",
            "IN IP4 ",
            "Content-Length: 9",
            "l:",
            "SIP/2.0 200 ",
            "m: ",
            "c: application/sdp",
            "c: message/sipfrag",
            "<uri>",
            "Message-Account:",
            "a=path:msrp://");

    @Property(tries = 2000)
    void whatHoldsNoMappedAddressIsKeptHoweverBent(@ForAll("fields") String field, @ForAll("marks") String value) {
        byte[] message = response(field + ":" + value, "text/plain", "");
        assertThat(rewritten(Side.PHONE, message)).isEqualTo(Rewriting.text(message));
    }

    @Property(tries = 2000)
    void aBentResponseIsNeverRefusedAndComesBack(
            @ForAll("fields") String field, @ForAll("addressed") String value, @ForAll Side from) {
        comesBack(from, response(field + ":" + value, "text/plain", ""));
    }

    @Property(tries = 2000)
    void aBentBodyComesBack(@ForAll("types") String type, @ForAll("bodies") String body, @ForAll Side from) {
        comesBack(from, response("x:y", type, body));
    }

    private static void comesBack(Side from, byte[] message) {
        Rewriting rewriting = new Rewriting(Line.USUAL);
        String there = rewriting.outcome(from, message);
        assertThat(rewriting.outcome(from.other(), Rewriting.bytes(there))).isEqualTo(Rewriting.text(message));
    }

    private static String rewritten(Side from, byte[] message) {
        return new Rewriting(Line.USUAL).outcome(from, message);
    }

    private static byte[] response(String field, String type, String body) {
        return Rewriting.bytes("SIP/2.0 200 OK\r\nCall-ID: x\r\n" + field + "\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @Provide
    Arbitrary<String> fields() {
        // A second From or To of another value is refused, and that is as it should be.
        return Arbitraries.of(FIELDS);
    }

    @Provide
    Arbitrary<String> marks() {
        return Arbitraries.of(MARKS).list().ofMaxSize(16).map(marks -> String.join("", marks));
    }

    @Provide
    Arbitrary<String> addressed() {
        return pieces(Arbitraries.of(MARKS)).list().ofMaxSize(16).map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(TYPES);
    }

    @Provide
    Arbitrary<String> bodies() {
        Arbitrary<String> line = Combinators.combine(Arbitraries.of(LINES), addressed())
                .as((start, rest) -> start + rest.replace("\r\n", ""));
        Arbitrary<String> end = Arbitraries.of("\r\n", "\n", "\r\n\r\n", "\n\n", "");
        return Combinators.combine(line, end)
                .as((text, behind) -> text + behind)
                .list()
                .ofMaxSize(12)
                .map(lines -> String.join("", lines));
    }

    private static Arbitrary<String> pieces(Arbitrary<String> marks) {
        Arbitrary<String> address = Arbitraries.of("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1", "172.16.0.01");
        return Arbitraries.frequencyOf(Tuple.of(4, marks), Tuple.of(1, address));
    }
}
