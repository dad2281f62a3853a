package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is read in a range is what would be read if there were nothing around it, and reading never leaves it. */
class RangeTest {
    private interface Reader {
        @Nullable
        Object read(byte[] bytes, int start, int end);
    }

    private record Named(String name, Reader reader) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What would go on with what ends at the range's end, or begin before it. */
    private static final List<String> AROUND = List.of(
            "", "1", "a", ".1", ":5", "@b", ";x", "=y", "?z", ",", ">", "<", "\"", "\\", "/", " ", "\r\n", "\n", "]",
            "[", "%41");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "1",
            "10.2.1.1",
            "10.2.1",
            "10.2.1.",
            "255.255.255.25",
            "0",
            "00",
            "sip",
            "sip:",
            "sip:a",
            "sip:a@b",
            "sip:a@b:5",
            "sip:a@b:",
            "sip:a@b;x",
            "sip:a@b;x=",
            "sip:a@b;x=y",
            "sip:a@b?c",
            "http:/",
            "http:/" + "/",
            "http:/" + "/a",
            "a@",
            "a@b",
            "joe",
            "joe ",
            "joe;x",
            "<sip:a@b",
            "<sip:a@b>",
            "<sip:a@b>;x=\"",
            "<sip:a@b>;x=\"y\\",
            "<",
            "<Joe>",
            "<Joe> ",
            "<Joe> <",
            "\"",
            "\"a",
            "\"a\\",
            "\"a\"",
            "\"\"",
            "\\",
            "[",
            "[::1",
            "[::1]",
            "SIP",
            "SIP/",
            "SIP/2.0",
            "SIP/2.0/",
            "SIP/2.0/UDP",
            "SIP/2.0/UDP ",
            "SIP/2.0/UDP a",
            "SIP/2.0/UDP a:",
            "SIP/2.0/UDP a:5",
            "SIP/2.0/UDP a:5;b",
            "SIP/2.0/UDP a;b=c",
            "x 10.2.1.1",
            "10 ",
            "10 INVITE",
            "application",
            "application/",
            "application/sdp",
            "application/sdp;a",
            "\"application/sdp",
            "%4",
            "%41",
            ",",
            ", ",
            ";",
            ";a",
            ";a=",
            ";a=\"b",
            ";a=\"b\\\"");

    static Stream<Named> readers() {
        return Stream.of(
                new Named("addresses", Spelled::addresses),
                new Named("uri", Spelled::uri),
                new Named("vias", Spelled::vias),
                new Named("parameters", (b, s, e) -> Spelled.parameters(b, s, e, '\0')),
                new Named("parameters of a list", (b, s, e) -> Spelled.parameters(b, s, e, ',')),
                new Named("parameters of a URI", (b, s, e) -> Spelled.parameters(b, s, e, '?')),
                new Named("media type", MediaType::parse),
                new Named("CSeq", (b, s, e) -> CSeq.parse(b, s, e, s)),
                new Named("number", CSeq::clamped),
                new Named("length", ContentLength::parse),
                new Named("IPv4", Ipv4Text::parse),
                new Named("IPv4 begins", Ipv4Text::starts),
                new Named("header", SipHeader::of),
                new Named("token", (b, s, e) -> Scan.tokenEnd(b, s, e) - s),
                new Named("host", (b, s, e) -> Scan.hostEnd(b, s, e) - s),
                new Named("digits", (b, s, e) -> Scan.digitsEnd(b, s, e) - s),
                new Named("mark of an entry", (b, s, e) -> Scan.entryMark(b, s, e) - s),
                new Named("mark of a parameter", (b, s, e) -> Scan.parameterMark(b, s, e) - s),
                new Named("bracket", (b, s, e) -> Scan.bracket(b, s, e) - s),
                new Named("commas", (b, s, e) -> Scan.skipCommas(b, s, e) - s),
                new Named("white space", (b, s, e) -> Scan.skipWhite(b, s, e) - s),
                new Named("trimmed", (b, s, e) -> Scan.trimEnd(b, s, e) - s),
                new Named("control", (b, s, e) -> Scan.nextControl(b, s, e) - s),
                new Named("line end", (b, s, e) -> s < e && LineEnd.CRLF.isAt(b, e - 1, e)));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void nothingAroundARangeMatters(Named what) {
        for (String value : VALUES) {
            Object alone = read(what, value, "", "");
            for (String around : AROUND) {
                assertThat(read(what, value, around, around))
                        .as("%s with %s around", value, around)
                        .isEqualTo(alone);
            }
        }
    }

    private static Object read(Named what, String value, String before, String behind) {
        byte[] bytes = Scan.of(before + value + behind);
        try {
            return String.valueOf(what.reader.read(bytes, before.length(), before.length() + value.length()));
        } catch (SipRefusal refusal) {
            return refusal.reason() + " at " + refusal.offset();
        }
    }
}
