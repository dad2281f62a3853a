package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipDecoderTest {
    private static final String INVITE = """
        INVITE sip:10.2.1.1 SIP/2.0
        Via: SIP/2.0/UDP 172.16.0.1:5060;branch=z9hG4bK.qzIe;rport, SIP / 2.0 / TCP
         [2001:db8::1] : 5061;received="x"
        f: "Alice \\"A\\" <b>" <sip:al%69ce:pw@172.16.0.1:5062;transport=udp?a=b>;tag=6sIx
        To: sip:10.2.1.1
        CSeq: 20 INVITE
        i: 7ljXJpfBgh@172.16.0.1
        X-Unknown:
        Contact: <sip:172.16.0.1>;+sip.instance="<urn:uuid:1>", *
        c: application/sdp;charset=x
        Content-Length: 4

        v=0
        """.replace("\n", "\r\n").replace("v=0\r\n", "v=0\n");

    private final SipDecoder decoder = new SipDecoder();

    private SipMessage decode(String text) {
        byte[] array = ("11" + text + "1").getBytes(StandardCharsets.ISO_8859_1);
        return decoder.decode(array, 2, array.length - 1);
    }

    private void refuses(String text, int offset, String reason) {
        refuses(() -> decode(text), offset, reason, SipRefusal.Kind.SYNTAX);
    }

    private static void refuses(ThrowingCallable decoding, int offset, String reason, SipRefusal.Kind kind) {
        assertThatThrownBy(decoding).isInstanceOfSatisfying(SipRefusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal.offset()).isEqualTo(offset);
            assertThat(refusal.kind()).isEqualTo(kind);
            assertThat(refusal.getStackTrace()).isEmpty();
        });
    }

    @Test
    void everyPartOfAnInviteIsFound() {
        SipMessage m = decode(INVITE);
        assertThat(m.isRequest()).isTrue();
        assertThat(m.method()).isEqualTo(SipMethod.INVITE);
        assertThat(m.requestUri().user()).isNull();
        assertThat(m.requestUri().host()).isEqualTo("10.2.1.1");
        assertThat(m.callId()).isEqualTo("7ljXJpfBgh@172.16.0.1");
        assertThat(m.cseq()).isEqualTo(new CSeq(20, "INVITE"));
        assertThat(m.fromTag()).isEqualTo("6sIx");
        assertThat(m.toTag()).isNull();
        assertThat(m.from().displayName()).isEqualTo("Alice \"A\" <b>");
        assertThat(m.from().uri().user()).isEqualTo("alice");
        assertThat(m.from().uri().port()).isEqualTo(5062);
        assertThat(m.from().uri().parameters().value("transport")).isEqualTo("udp");
        assertThat(m.from().uri().headers()).isEqualTo("a=b");
        assertThat(m.vias()).hasSize(2);
        assertThat(m.topVia().branch()).isEqualTo("z9hG4bK.qzIe");
        assertThat(m.topVia().parameters().value("rport")).isEmpty();
        assertThat(m.vias().get(1).host()).isEqualTo("[2001:db8::1]");
        assertThat(m.vias().get(1).port()).isEqualTo(5061);
        assertThat(m.contacts()).hasSize(1);
        assertThat(m.contacts().get(0).parameters().value("+sip.instance")).isEqualTo("<urn:uuid:1>");
        assertThat(m.headerValue(5)).isEmpty();
        assertThat(m.header(5)).isNull();
        assertThat(m.headerName(5)).isEqualTo("X-Unknown");
        assertThat(m.contentType())
                .satisfies(type -> assertThat(type.is("application", "sdp")).isTrue());
        assertThat(m.bodyEnd() - m.bodyStart()).isEqualTo(4);
        assertThat(m.bodies()).hasSize(1);
    }

    @Test
    void aResponseHasCodeAndPhrase() {
        SipMessage m = decode("\r\n\r\nsip/2.0 486 Busy  Here\r\nCSeq: 1 BYE\r\n\r\n");
        assertThat(m.isRequest()).isFalse();
        assertThat(m.statusCode()).isEqualTo(486);
        assertThat(m.reasonPhrase()).isEqualTo("Busy  Here");
        assertThat(m.method()).isEqualTo(SipMethod.BYE);
    }

    @ParameterizedTest
    @CsvSource({
        "BYE SIP/2.0~~, 4, no Request-URI behind the method",
        "BYE  SIP/2.0~~, 5, no Request-URI behind the method",
        "BYE:sip:a SIP/2.0~~, 3, no space behind the method",
        "BYE/sip:a SIP/2.0~~, 3, no space behind the method",
        "BYE sip:a~~, 4, not SIP/2.0",
        "BYE sip:aSIP/2.0~~, 4, not SIP/2.0",
        "BYE sip:a SIP/3.0~~, 10, not SIP/2.0",
        "BYE sip:a SIP/2.0 x~~, 18, not SIP/2.0",
        "BYE~~, 3, start line is neither a request's nor a response's",
        "' BYE sip:a SIP/2.0~~', 0, start line is neither a request's nor a response's",
        "SIP/3.0 200 x~~, 0, not SIP/2.0",
        "SIP/2.0 99 x~~, 8, 'status code is not three digits, 100 to 699'",
        "SIP/2.0 099 x~~, 8, 'status code is not three digits, 100 to 699'",
        "SIP/2.0 700 x~~, 8, 'status code is not three digits, 100 to 699'",
        "SIP/2.0 20~~, 8, 'status code is not three digits, 100 to 699'",
        "SIP/2.0 2000 x~~, 8, 'status code is not three digits, 100 to 699'",
        "SIP/2.0 200-x~~, 8, 'status code is not three digits, 100 to 699'",
        "SIP/2.0~~, 7, 'status code is not three digits, 100 to 699'",
    })
    void aStartLineBeginsWithAMethodOrAVersion(String text, int offset, String reason) {
        refuses(text.replace("~", "\r\n"), offset, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "BYE  sip:a SIP/2.0, sip:a",
        "BYE\tsip:a \tSIP/2.0 , sip:a",
        "BYE <sip:a> SIP/2.0, sip:a",
        "BYE <sip:a SIP/2.0, <sip:a",
        "BYE < SIP/2.0, <",
        "BYE sip:john doe@a SIP/2.0, sip:john doe@a",
        "BYE sip:a SIP/2.0 SIP/2.0, sip:a SIP/2.0",
        "BYE \"sip:a SIP/2.0, \"sip:a",
    })
    void whatIsBetweenMethodAndVersionIsTheRequestUri(String line, String uri) {
        SipMessage m = decode(line + "\r\n\r\n");
        assertThat(m.method()).isEqualTo(SipMethod.BYE);
        assertThat(m.text(m.requestUriStart(), m.requestUriEnd())).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 'Trying', Trying",
        "699, 'x', x",
        "200, '', ''",
        "200, ' tab\tin it', ' tab\tin it'",
    })
    void anyPhraseMayFollowAStatusCode(int status, String phrase, String read) {
        SipMessage m = decode("SIP/2.0 " + status + " " + phrase + "\r\n\r\n");
        assertThat(m.statusCode()).isEqualTo(status);
        assertThat(m.reasonPhrase()).isEqualTo(read);
    }

    @Test
    void theSpaceBeforeAnEmptyPhraseMayBeMissing() {
        assertThat(decode("SIP/2.0 200\r\n\r\n").reasonPhrase()).isEmpty();
    }

    @Test
    void whatTwoReadersCouldReadDifferentlyIsRefused() {
        refuses("BYE sip:a SIP/2.0\nTo: a\r\n\r\n", 23, "CR or LF alone is not a line end");
        refuses("BYE sip:a SIP/2.0\nx: a\r\n\n", 22, "CR or LF alone is not a line end");
        refuses("BYE sip:a SIP/2.0\r\nTo: a\n\n", 24, "CR or LF alone is not a line end");
        refuses("BYE sip:a SIP/2.0\rTo: a\r\n\r\n", 17, "CR or LF alone is not a line end");
        refuses("BYE sip:a SIP/2.0\u0001\r\n\r\n", 17, "control character in the start line");
        refuses("BYE sip:a SIP/2.0", 17, "line does not end with CRLF");
        refuses("BYE sip:a SIP/2.0\r\nTo ", 22, "header field does not end with CRLF");
        refuses("BYE sip:a SIP/2.0\r\n To: a\r\n\r\n", 19, "a start line that goes on in the next line");
        refuses("BYE sip:a SIP/2.0\r\n\tTo: a\r\n\r\n", 19, "a start line that goes on in the next line");
        refuses("BYE sip:a SIP/2.0\r\nT\0: a\r\n\r\n", 20, "control character outside a quoted pair");
        refuses("BYE sip:a SIP/2.0\r\nTo: a\nb: c\r\n\r\n", 24, "CR or LF alone is not a line end");
        refuses("BYE sip:a SIP/2.0\r\nTo: a\rb: c\r\n\r\n", 24, "CR or LF alone is not a line end");
        refuses("BYE sip:a SIP/2.0\r\nTo: a\0\r\n\r\n", 24, "control character outside a quoted pair");
        refuses("BYE sip:a SIP/2.0\r\nTo:\0\r\n\r\n", 22, "control character outside a quoted pair");
        refuses("BYE sip:a SIP/2.0\r\nTo: \\\n\r\n\r\n", 24, "CR or LF alone is not a line end");
        refuses("BYE sip:a SIP/2.0\r\nTo: \\\ra\r\n\r\n", 24, "CR or LF alone is not a line end");
        refuses("BYE sip:a SIP/2.0\r\nTo: a", 24, "header field does not end with CRLF");
        refuses("BYE sip:a SIP/2.0\r\nl: 0\r\n", 25, "no empty line ends the header");
        refuses("BYE sip:a SIP/2.0\r\nl: 0\r\nContent-Length: 1\r\n\r\nx", 25, "a second Content-Length");
        refuses("BYE sip:a SIP/2.0\r\nl: 0\r\nContent-Length: 00\r\n\r\n", 25, "a second Content-Length");
        refuses("BYE sip:a SIP/2.0\r\nl: \r\nl: 0\r\n\r\n", 24, "a second l");
        refuses("BYE sip:a SIP/2.0\r\nf: a\r\nFROM: b\r\n\r\n", 25, "a second FROM");
        refuses("BYE sip:a SIP/2.0\r\nx: b\r\nf: a\r\nx: c\r\nFROM: b\r\n\r\n", 37, "a second FROM");
        refuses("BYE sip:a SIP/2.0\r\nf: a\r\nt: b\r\nf: a\r\nFROM: b\r\n\r\n", 37, "a second FROM");
    }

    @Test
    void whatIsThereTwiceWithOneValueIsThereOnce() {
        SipMessage m = decode("BYE sip:a SIP/2.0\r\nl: 1\r\nx: y\r\nContent-Length:  1\r\nl:1\r\n\r\nbc");
        assertThat(m.contentLength()).isEqualTo(1);
        assertThat(m.bodyEnd()).isEqualTo(m.bodyStart() + 1);
        assertThat(m.headerCount()).isEqualTo(4);
        m.cutTrailer();
        assertThat(m.end()).isEqualTo(m.bodyEnd());
    }

    @Test
    void aLineThatIsNoHeaderFieldIsALineWithoutAName() {
        for (String line : List.of("T o: a", ": a", "To", "x(1): a", "x/y: a", "<sip:a>")) {
            SipMessage m = decode("BYE sip:a SIP/2.0\r\n" + line + " \r\n\tb\r\nx:y\r\n\r\n");
            assertThat(m.headerCount()).isEqualTo(2);
            assertThat(m.header(0)).isNull();
            assertThat(m.headerName(0)).isEmpty();
            assertThat(m.headerValue(0)).isEqualTo(line + " \r\n\tb");
            assertThat(m.headerName(1)).isEqualTo("x");
        }
    }

    @Test
    void aControlCharacterIsRefusedOnlyWhereItCouldHideSomething() {
        assertThat(decode("BYE sip:a SIP/2.0\r\nUser-Agent: x\0y\r\n\r\n").headerValue(0))
                .isEqualTo("x\0y");
        assertThat(decode("BYE sip:a SIP/2.0\r\nx:\0\r\n\r\n").headerValue(0)).isEqualTo("\0");
        for (String name : List.of("i", "l", "c", "CSeq", "f", "t")) {
            refuses(
                    "BYE sip:a SIP/2.0\r\n" + name + ":\0\r\n\r\n",
                    20 + name.length(),
                    "control character outside a quoted pair");
        }
    }

    @Test
    void aDatagramMayEndAllItsLinesWithLf() {
        SipMessage m = decode("\n\nBYE sip:a SIP/2.0\nTo:\ta\n b\nl: 2\n\n\r\n");
        assertThat(m.requestUri().host()).isEqualTo("a");
        assertThat(m.headerValue(0)).isEqualTo("a\n b");
        assertThat(m.headerCount()).isEqualTo(2);
        assertThat(m.bodyEnd() - m.bodyStart()).isEqualTo(2);
        assertThat(decode("SIP/2.0 200\tOK\n\n").reasonPhrase()).isEqualTo("OK");
    }

    @Test
    void aQuotedPairMayHideAControlCharacterAndTabsAreWhite() {
        SipMessage m = decode("BYE sip:a SIP/2.0\r\nTo:\t\"\\\0\tb\" <sip:c> \r\n d \t\r\nVia: x\r\n\r\n");
        assertThat(m.headerValue(0)).isEqualTo("\"\\\0\tb\" <sip:c> \r\n d");
        assertThat(m.headerName(1)).isEqualTo("Via");
        assertThat(decode("BYE sip:a SIP/2.0\r\nTo\t : a\r\n\r\n").headerValue(0))
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "l: 5~~abcd, 3, Content-Length counts more bytes than follow",
        "l: 999999999~~, 3, Content-Length counts more bytes than follow",
        "l: 1234567890~~, 3, Content-Length is not a number of up to nine digits",
        "l: -1~~, 3, Content-Length is not a number of up to nine digits",
        "'l: 1, 1~~x', 3, Content-Length is not a number of up to nine digits",
        "l: 1/~~x, 3, Content-Length is not a number of up to nine digits",
        "l: 000000000~~, 3, Content-Length is not a number of up to nine digits",
    })
    void aLengthIsANumberAndCountsWhatFollows(String text, int offset, String reason) {
        refuses("BYE sip:a SIP/2.0\r\n" + text.replace("~", "\r\n"), 19 + offset, reason);
    }

    @Test
    void anEmptyLengthIsNone() {
        SipMessage m = decode("BYE sip:a SIP/2.0\r\nl: \r\n\r\nabcd");
        assertThat(m.contentLength()).isEqualTo(-1);
        assertThat(m.bodyEnd() - m.bodyStart()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"l: 4~~abcd, 4", "l: 3~~abcd, 3", "l: 0~~abcd, 0", "l: 00000000~~abcd, 0", "l: 000000002~~abcd, 2"})
    void theBodyIsWhatTheLengthCounts(String text, int bytes) {
        SipMessage m = decode("BYE sip:a SIP/2.0\r\n" + text.replace("~", "\r\n"));
        assertThat(m.contentLength()).isEqualTo(bytes);
        assertThat(m.body().toString(StandardCharsets.US_ASCII)).isEqualTo("abcd".substring(0, bytes));
        assertThat(m.text(m.bodyEnd(), m.end())).isEqualTo("abcd".substring(bytes));
    }

    @Test
    void limitsAreReachedAndNotPassed() {
        SipDecoder strict = new SipDecoder(new SipLimits(40, 2, 1, 0));
        byte[] two = Scan.of("11BYE sip:a SIP/2.0\r\na:b\r\nc:d\r\n\r\n");
        assertThat(strict.decode(two, 2, two.length).headerCount()).isEqualTo(2);
        byte[] three = Scan.of("11BYE sip:a SIP/2.0\r\na:b\r\nc:d\r\ne:f\r\n\r\n");
        refuses(() -> strict.decode(three, 2, three.length), 29, "more than 2 header fields", SipRefusal.Kind.LIMIT);
        byte[] large = Arrays.copyOf(two, 43);
        assertThat(strict.decode(large, 2, 42).length()).isEqualTo(40);
        refuses(() -> strict.decode(large, 2, 43), 40, "message over 40 bytes", SipRefusal.Kind.LIMIT);
        ByteBuf direct = Unpooled.directBuffer().writeBytes(large).skipBytes(2);
        refuses(() -> strict.decode(direct), 40, "message over 40 bytes", SipRefusal.Kind.LIMIT);
        direct.release();
    }

    @Test
    void aMessageMayHaveThousandsOfFields() {
        SipMessage m = decode("BYE sip:a SIP/2.0\r\n" + "a: b\r\n".repeat(3_000) + "To: sip:c\r\n\r\n");
        assertThat(m.headerCount()).isEqualTo(3_001);
        assertThat(m.headerValue(2_999)).isEqualTo("b");
        assertThat(m.to().uri().host()).isEqualTo("c");
        assertThatThrownBy(() -> m.headerValue(3_001)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> m.header(3_001)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aBufferIsReadFromItsReaderIndexAndKeepsIt() {
        byte[] bytes = Scan.of("BYE sip:a SIP/2.0\r\nx: " + "y".repeat(3_000) + "\r\n\r\n");
        for (ByteBuf buffer : List.of(Unpooled.directBuffer(), Unpooled.wrappedBuffer(new byte[4_000], 9, 3_900))) {
            buffer.clear().writeShort(0).writeBytes(bytes).readerIndex(2);
            assertThat(decoder.decode(buffer).length()).isEqualTo(bytes.length);
            assertThat(decoder.decode(buffer).headerValue(0)).hasSize(3_000);
            assertThat(buffer.readerIndex()).isEqualTo(2);
            buffer.release();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "0d0a, true",
        "0d0a0d0a, true",
        "0a, true",
        "00, true",
        "00000000, true",
        "0000000000, false",
        "0d0a00, true",
        "0d0a0d0a00, false",
        "20, false",
        "0d0a42, false",
        "ff, false",
    })
    void lineEndsAndAFewZeroBytesKeepABindingAlive(String hexadecimal, boolean keepAlive) {
        ByteBuf datagram = Unpooled.buffer().writeByte('x').writeBytes(ByteBufUtil.decodeHexDump(hexadecimal));
        assertThat(SipDecoder.isKeepAlive(datagram.skipBytes(1))).isEqualTo(keepAlive);
    }
}
