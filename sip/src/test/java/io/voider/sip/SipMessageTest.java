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

    /** What From or To says in bent grammar: user, host, port, parameters of the field. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "<sip:>                       | - |           | -1 |",
                "<sip:a@>;tag=1               | a |           | -1 | tag=1",
                "<sip:[::1>                   | - |           | -1 |",
                "<sip:b/c>                    | - | b         | -1 |",
                "<sip:b:5x>                   | - | b         | 5  |",
                "<sip:b:0>                    | - | b         | -1 |",
                "<sip:b:65536>                | - | b         | -1 |",
                "<sip:b:99999999999>          | - | b         | -1 |",
                "<http://@/>                  | - |           | -1 |",
                "<sip:b;tag=1                 | - | b         | -1 | tag=1",
                "<sip:a@b                     | a | b         | -1 |",
                "\"x <sip:b>;tag=1            | - | b         | -1 | tag=1",
                "x \"y <sip:b>;tag=1          | - | b         | -1 | tag=1",
                "<sip:b>;x=\"y;tag=1          | - | b         | -1 | x=\"y tag=1",
                "<sip:b> x;tag=1              | - | b         | -1 | tag=1",
                "< sip:a@b >;tag=1            | a | b         | -1 | tag=1",
                "<Joe> <sip:a@b>;tag=1        | a | b         | -1 | tag=1",
                "R;D desk <sip:a@b>;tag=1     | a | b         | -1 | tag=1",
                "A &amp; B: c <sip:a@b>;tag=1 | a | b         | -1 | tag=1",
                "a@b;tag=1                    | a | b         | -1 | tag=1",
                "<a@b>;tag=1                  | a | b         | -1 | tag=1",
                "192.0.2.1:5060;tag=1         | - | 192.0.2.1 | 5060 | tag=1",
                "sip:a@b ;tag=1               | a | b         | -1 | tag=1",
                "<sip:u@d.org@b:9>            | u@d.org | b   | 9  |",
                "<sip:a@b:c@d>                | a@b | d       | -1 |",
                "<sip: b>                     | - | b         | -1 |",
            })
    void anAddressIsReadHoweverItIsBent(String value, String user, String host, int port, String parameters) {
        NameAddress to = field("t: " + value).to();
        assertThat(to.uri().user()).isEqualTo(user);
        assertThat(to.uri().host()).isEqualTo(host == null ? "" : host);
        assertThat(to.uri().port()).isEqualTo(port);
        assertThat(parameters(to.parameters())).isEqualTo(parameters == null ? "" : parameters);
        assertThat(field("f: " + value).fromTag()).isEqualTo(to.parameters().value("tag"));
    }

    @Test
    void aTagIsFoundWhicheverEntryHasIt() {
        assertThat(field("f: Smith, Joe <sip:a>;tag=1").fromTag()).isEqualTo("1");
        assertThat(field("f: anonymous;tag=2").fromTag()).isEqualTo("2");
        assertThat(field("f: <sip:a;tag=3>").fromTag()).isNull();
        assertThat(field("t: <sip:a>;TAG=\"x y\"").toTag()).isEqualTo("x y");
        assertThat(field("f: " + "a,".repeat(15) + "b <sip:a>;tag=4").fromTag()).isEqualTo("4");
        assertThat(field("f: " + "a,".repeat(16) + "b <sip:a>;tag=4").fromTag()).isNull();
        refuses("t: sip:a", SipMessage::fromTag, -START.length(), "no From");
    }

    @Test
    void fromAndToHoldOneAddress() {
        refuses("t: sip:b, sip:c", SipMessage::to, 3, "To does not hold one address");
        refuses("t: *", SipMessage::to, 3, "To does not hold one address");
    }

    @Test
    void aForgottenCommaEndsAnEntryToo() {
        assertThat(field("Route: <sip:a;lr> <sip:b>;x=<y>;z, <c>").addresses(SipHeader.ROUTE))
                .extracting(address -> address.uri().text())
                .containsExactly("sip:a;lr", "sip:b", "c");
    }

    @Test
    void aPortThatIsNoneIsAbsent() {
        byte[] array = Scan.of("1BYE sip:x:0 SIP/2.0\r\n\r\n");
        assertThat(new SipDecoder().decode(array, 1, array.length).requestUri().port())
                .isEqualTo(-1);
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

    /** Host, port, branch of what can be read; what cannot is left out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SIP/2.0/UDP, a/b/c d | d -1 null",
                "SIP/2.0/UDP;x, a/b/c d | d -1 null",
                "SIP/2.0/UDP ;x, a/b/c d | d -1 null",
                "SIP/2.0 a, a/b/c d | d -1 null",
                "SIP//UDP a, a/b/c d | d -1 null",
                "/2.0/UDP a, a/b/c d | d -1 null",
                "SIP/2.0/UDP a b;branch=c | a -1 c",
                "SIP/2.0/UDP a:0 | a -1 null",
                "SIP/2.0/UDP a;b=\"c;branch=d | a -1 d",
                "SIP/2.0/UDP a:5060:5060;branch=c | a 5060 c",
                "SIP/2.0/UDP a:5060;branch=c (old style) | a 5060 c",
                "SIP/2.0 192.0.2.1:5060;branch=c | 192.0.2.1 5060 c",
                "192.0.2.1;branch=c | 192.0.2.1 -1 c",
            })
    void aViaIsReadHoweverItIsBent(String value, String read) {
        Via via = field("v: " + value).topVia();
        assertThat(via.host() + " " + via.port() + " " + via.branch()).isEqualTo(read);
        assertThat(field("v: " + value).vias()).hasSize(1);
    }

    @Test
    void aMessageWithoutAnyViaThatCanBeReadHasNone() {
        refuses("v: ,", SipMessage::topVia, -START.length(), "no Via");
        refuses("v: SIP/2.0/UDP", SipMessage::vias, -START.length(), "no Via");
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
    }

    @ParameterizedTest
    @CsvSource({
        "1x, 1",
        "/, -1",
        "'', -1",
        "1:, 1",
        "1800.0, 1800",
        "1800 ;refresher=uas, 1800",
        "4294967295, 4294967295",
        "4294967296, 4294967295",
        "99999999999999999999999999, 4294967295",
        "-1, -1",
        "abc, -1",
    })
    void aNumberIsReadForgivingly(String value, long number) {
        assertThat(field("x: " + value).number(SipHeader.SESSION_EXPIRES)).isEqualTo(number);
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
            assertThat(field(broken).contentType()).as(broken).isNull();
        }
        assertThat(field("c: a b").contentType()).isNull();
        assertThat(field("c: \"application/sdp\"").contentType())
                .satisfies(quoted -> assertThat(quoted.is("application", "sdp")).isTrue());
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
        assertThat(message.bodies()).hasSize(64);
    }
}
