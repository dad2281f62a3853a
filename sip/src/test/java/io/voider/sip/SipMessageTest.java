package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What typed readers make of a header field, and where they say that it is broken. */
class SipMessageTest {
    private static final String START = "BYE sip:x SIP/2.0\r\n";

    private static SipMessage message(String head) {
        byte[] array = ("1" + START + head + "\r\n1").getBytes(StandardCharsets.UTF_8);
        return new SipDecoder().decode(array, 1, array.length - 1);
    }

    private static SipMessage field(String field) {
        return message(field + "\r\n");
    }

    /** Wants the reader to refuse the field at {@code offset} of it. */
    private static void refuses(String field, Function<SipMessage, ?> reader, int offset, String reason) {
        SipMessage message = field(field);
        assertThatThrownBy(() -> reader.apply(message)).isInstanceOfSatisfying(SipRefusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal.offset()).isEqualTo(START.length() + offset);
        });
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "sip:a, sip, -, a, -1, '', ''",
                "SIPS:a@b, sips, a, b, -1, '', ''",
                "sip:a:secret@b:1, sip, a, b, 1, '', ''",
                "sip:a%40b%4@b:65535, sip, a@b%4, b, 65535, '', ''",
                "sip:%41%zz%@b, sip, A%zz%, b, -1, '', ''",
                "sip:@b, sip, -, b, -1, '', ''",
                "sip:[2001:db8::1]:5060, sip, -, [2001:db8::1], 5060, '', ''",
                "sip:b;lr;transport=udp?a=b&c=d, sip, -, b, -1, 'lr= transport=udp', a=b&c=d",
                "sip:b?a=b, sip, -, b, -1, '', a=b",
                "sip:b?, sip, -, b, -1, '', ''",
                "sip:b:, sip, -, b, -1, '', ''",
                "im:a@b, im, a, b, -1, '', ''",
                "pres:a@b, pres, a, b, -1, '', ''",
                "tel:+1;x=y, tel, -, '', -1, '', ''",
                "urn:x, urn, -, '', -1, '', ''",
                "x:/, x, -, '', -1, '', ''",
                "http://u@h:80/p, http, u, h, 80, '', ''",
                "http://h?q, http, -, h, -1, '', ''",
                "http://h#f, http, -, h, -1, '', ''",
                "http://h;x, http, -, h, -1, '', ''",
                "http://, http, -, '', -1, '', ''",
                "http:///p, http, -, '', -1, '', ''",
            })
    void aUriHasItsParts(
            String text, String scheme, String user, String host, int port, String parameters, String headers) {
        SipUri uri = field("t: <" + text + ">").to().uri();
        assertThat(uri.scheme()).isEqualTo(scheme);
        assertThat(uri.user()).isEqualTo(user);
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.port()).isEqualTo(port);
        assertThat(parameters(uri.parameters())).isEqualTo(parameters);
        assertThat(uri.headers()).isEqualTo(headers);
        assertThat(uri.text()).isEqualTo(text);
    }

    private static String parameters(Parameters parameters) {
        return String.join(
                " ",
                parameters.values().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "t: <sip:>, 8, no host in a URI",
        "t: <sip:a@>, 10, no host in a URI",
        "t: <sip:[::1>, 8, no host in a URI",
        "t: <sip:b/c>, 9, 'host of a URI is followed by neither port, parameter nor header'",
        "t: <sip:b:5x>, 11, 'host of a URI is followed by neither port, parameter nor header'",
        "t: <sip:b:0>, 10, port is not 1 to 65535",
        "t: <sip:b:65536>, 10, port is not 1 to 65535",
        "t: <http://@/>, 12, no host in a URI",
        "t: <sip:b, 3, < without >",
        "'t: \"x <sip:b>', 3, quoted string without an end",
        "'t: x \"y <sip:b>', 5, quoted string without an end",
        "'t: <sip:b>;x=\"y', 13, quoted string without an end",
        "'t: sip:b, sip:c', 3, To does not hold one address",
        "t: *, 3, To does not hold one address",
        "t: <sip:b> x, 11, expected ; before a parameter",
    })
    void aBrokenAddressIsRefusedWhereItIs(String field, int offset, String reason) {
        refuses(field, SipMessage::to, offset, reason);
    }

    @Test
    void aBrokenRequestUriIsRefusedWhereItIs() {
        byte[] array = Scan.of("1BYE sip:x:0 SIP/2.0\r\n\r\n");
        SipMessage message = new SipDecoder().decode(array, 1, array.length);
        assertThatThrownBy(message::requestUri).hasMessage("port is not 1 to 65535 at offset 10");
    }

    @Test
    void anEntryHasNameUriAndParameters() {
        List<NameAddress> contacts = field(
                        "m: *, ,\"A \\\"b\\\" <c>\\\\\" <sip:d>;q=\"x,y\";Q=z ; ;r , e f\\, g <sip:h>;"
                                + "tag=1,sip:i?j=k;l=m , <sip:n>")
                .contacts();
        assertThat(contacts).extracting(NameAddress::displayName).containsExactly("A \"b\" <c>\\", "e f\\, g", "", "");
        assertThat(contacts)
                .extracting(contact -> contact.uri().text())
                .containsExactly("sip:d", "sip:h", "sip:i?j=k", "sip:n");
        assertThat(contacts)
                .extracting(contact -> parameters(contact.parameters()))
                .containsExactly("q=x,y r=", "tag=1", "l=m", "");
        assertThat(contacts.get(1).tag()).isEqualTo("1");
        assertThat(field("m: *").contacts()).isEmpty();
        assertThat(field("m: \"\" <sip:a>;x=\"").headerCount()).isEqualTo(1);
        assertThat(field("m: \"\" <sip:a>").contacts().get(0).displayName()).isEmpty();
        assertThat(field("m: \"\\\\\" <sip:a>").contacts().get(0).displayName()).isEqualTo("\\");
        assertThat(field("m: \"a\" b <sip:a>").contacts().get(0).displayName()).isEqualTo("\"a\" b");
        assertThat(field("m: <sip:a>;x=\"").value(SipHeader.CONTACT)).isEqualTo("<sip:a>;x=\"");
    }

    @Test
    void viasComeInOrderFromAllFields() {
        List<String> lines = List.of(
                "v: SIP/2.0/UDP a:1;branch=b;rport,SIP / 2.0 / TCP",
                "\t[::1] : 2 ; received=c",
                "To: sip:x",
                "Via: ,x/y/z d,",
                "");
        SipMessage message = message(String.join("\r\n", lines));
        assertThat(message.vias())
                .extracting(via -> via.transport() + " " + via.host() + " " + via.port() + " " + via.branch() + " "
                        + parameters(via.parameters()))
                .containsExactly("UDP a 1 b branch=b rport=", "TCP [::1] 2 null received=c", "z d -1 null ");
        assertThat(message.topVia().host()).isEqualTo("a");
    }

    @Test
    void aBrokenViaIsRefusedWhereItIs() {
        refuses("v: SIP/2.0/UDP", SipMessage::vias, 14, "no host in Via");
        refuses("v: SIP/2.0/UDP;", SipMessage::vias, 14, "no host in Via");
        refuses("v: SIP/2.0/UDP ;x", SipMessage::vias, 15, "no host in Via");
        refuses("v: SIP/2.0 a", SipMessage::vias, 11, "Via is not protocol/version/transport and a host");
        refuses("v: SIP//UDP a", SipMessage::vias, 7, "Via is not protocol/version/transport and a host");
        refuses("v: /2.0/UDP a", SipMessage::vias, 3, "Via is not protocol/version/transport and a host");
        refuses("v: SIP/2.0/UDP a b", SipMessage::vias, 17, "expected ; before a parameter");
        refuses("v: SIP/2.0/UDP a:0", SipMessage::vias, 17, "port is not 1 to 65535");
        refuses("v: SIP/2.0/UDP a;b=\"c", SipMessage::vias, 19, "quoted string without an end");
        refuses("v: ,", SipMessage::topVia, -START.length(), "no Via");
        refuses("To: x", SipMessage::topVia, -START.length(), "no Via");
    }

    @ParameterizedTest
    @CsvSource({
        "1 BYE, 1, BYE",
        "0 x, 0, x",
        "4294967295 \t BYE, 4294967295, BYE",
        "00012 !odd-%*_+`'~, 12, !odd-%*_+`'~",
    })
    void aCSeqIsANumberAndAMethod(String value, long number, String method) {
        assertThat(field("CSeq: " + value).cseq()).isEqualTo(new CSeq(number, method));
    }

    @Test
    void aBrokenNumberIsRefusedWhereItIs() {
        refuses("CSeq: BYE", SipMessage::cseq, 6, "not a decimal number");
        refuses("CSeq: 4294967296 BYE", SipMessage::cseq, 6, "number over 4294967295");
        refuses("CSeq: 1", SipMessage::cseq, 7, "CSeq is not a number and a method");
        refuses("CSeq: 1BYE", SipMessage::cseq, 7, "not a decimal number");
        refuses("CSeq: 1;BYE", SipMessage::cseq, 7, "CSeq is not a number and a method");
        refuses("CSeq: 1 BYE x", SipMessage::cseq, 8, "CSeq is not a number and a method");
        refuses("Expires: 1x", m -> m.number(SipHeader.EXPIRES), 10, "not a decimal number");
        refuses("Expires: /", m -> m.number(SipHeader.EXPIRES), 9, "not a decimal number");
        refuses("Expires: 1:", m -> m.number(SipHeader.EXPIRES), 10, "not a decimal number");
        assertThat(field("x: 90;refresher=uac").number(SipHeader.SESSION_EXPIRES))
                .isEqualTo(90);
        assertThat(field("Retry-After: 9(soon)").number(SipHeader.RETRY_AFTER)).isEqualTo(9);
        assertThat(field("Retry-After: 9").number(SipHeader.EXPIRES)).isEqualTo(-1);
    }

    @Test
    void aMediaTypeHasTwoWordsAndParameters() {
        MediaType type = Objects.requireNonNull(
                field("c: Multipart /\r\n Mixed ; Boundary=\"a b\";x").contentType());
        assertThat(type.is("multipart", "mixed")).isTrue();
        assertThat(type.is("multipart", "x")).isFalse();
        assertThat(type.is("x", "mixed")).isFalse();
        assertThat(parameters(type.parameters())).isEqualTo("boundary=a b x=");
        assertThat(field("To: x").contentType()).isNull();
        for (String broken : List.of("c: multipart", "c: /mixed", "c: multipart/", "c: multipart;x/y", "c:")) {
            assertThatThrownBy(field(broken)::contentType)
                    .as(broken)
                    .hasMessageStartingWith("Content-Type is not type/subtype");
        }
        refuses("c: a b", SipMessage::contentType, 5, "Content-Type is not type/subtype");
    }

    @Test
    void fieldsAreFoundByTheirNumbersAndNames() {
        SipMessage message = message("To: a\r\nx-y : b\r\nt2: c\r\nROUTE: <sip:d>\r\nRoute:<sip:e>\r\n");
        assertThat(message.headerCount()).isEqualTo(5);
        assertThat(message.headerName(1)).isEqualTo("x-y");
        assertThat(message.text(message.nameStart(1), message.nameEnd(1))).isEqualTo("x-y");
        assertThat(message.header(3)).isEqualTo(SipHeader.ROUTE);
        assertThat(message.values(SipHeader.ROUTE)).containsExactly("<sip:d>", "<sip:e>");
        assertThat(message.value(SipHeader.TO)).isEqualTo("a");
        assertThat(message.value(SipHeader.FROM)).isNull();
        assertThat(message.indexOf(SipHeader.ROUTE, 4)).isEqualTo(4);
        assertThat(message.indexOf(SipHeader.ROUTE, 5)).isEqualTo(-1);
        assertThat(message.text(message.requestUriStart(), message.requestUriEnd()))
                .isEqualTo("sip:x");
        assertThatThrownBy(() -> message.nameStart(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** ~ stands for a line end. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "multipart/mixed;boundary=b | --b~c: a/b~~one~--b~~two~--b--| a/b one, text/plain two",
                "multipart/mixed;boundary=\"b\" | --b~~one~--b--| text/plain one",
                "multipart/mixed;boundary=\"\" | x| multipart/mixed x",
                "multipart/mixed;boundary= | x| multipart/mixed x",
                "multipart/mixed;boundary | x| multipart/mixed x",
                "multipart/mixed;x=y | x| multipart/mixed x",
                "multipart/a;boundary=a | --a~c: multipart/b;boundary=b~~--b~c: x/y~~one~--b--~--a--| x/y one",
                "text/html | x| text/html x",
            },
            delimiter = '|')
    void partsOfABodyAreUnfolded(String type, String body, String parts) {
        String text = START + "c: " + type + "\r\n\r\n" + body.replace("~", "\r\n");
        byte[] array = ("1" + text).getBytes(StandardCharsets.US_ASCII);
        SipMessage message = new SipDecoder().decode(array, 1, array.length);
        assertThat(String.join(
                        ", ",
                        message.bodies().stream()
                                .map(part -> part.type().type() + "/"
                                        + part.type().subtype() + " "
                                        + message.text(part.start(), part.end()).replace("\r\n", "~"))
                                .toList()))
                .isEqualTo(parts);
    }

    @Test
    void aBodyHasSixtyFourPartsAtMost() {
        String head = START + "c: multipart/mixed;boundary=b\r\n\r\n";
        byte[] enough = ("1" + head + "--b\r\n\r\n\r\n".repeat(64) + "--b--").getBytes(StandardCharsets.US_ASCII);
        assertThat(new SipDecoder().decode(enough, 1, enough.length).bodies()).hasSize(64);
        byte[] more = ("1" + head + "--b\r\n\r\n\r\n".repeat(65) + "--b--").getBytes(StandardCharsets.US_ASCII);
        SipMessage message = new SipDecoder().decode(more, 1, more.length);
        assertThatThrownBy(message::bodies).isInstanceOfSatisfying(SipRefusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo("too many parts in a body");
            assertThat(refusal.offset()).isEqualTo(head.length() + 64 * 9 + 5);
        });
    }
}
