package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
        return decoder.decode(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private void refuses(String text, int offset, String reason) {
        assertThatThrownBy(() -> decode(text)).isInstanceOfSatisfying(SipRefusal.class, refusal -> {
            assertThat(refusal.reason()).contains(reason);
            assertThat(refusal.offset()).isEqualTo(offset);
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
        assertThat(m.topVia().parameters().has("rport")).isTrue();
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
        assertThat(m.isResponse()).isTrue();
        assertThat(m.statusCode()).isEqualTo(486);
        assertThat(m.reasonPhrase()).isEqualTo("Busy  Here");
        assertThat(m.method()).isEqualTo(SipMethod.BYE);
    }

    @Test
    void whatTwoReadersCouldReadDifferentlyIsRefused() {
        refuses("BYE  sip:a SIP/2.0\r\n\r\n", 4, "no Request-URI");
        refuses("BYE sip:a SIP/2.0 \r\n\r\n", 10, "not SIP/2.0");
        refuses("BYE sip:a SIP/3.0\r\n\r\n", 10, "not SIP/2.0");
        refuses("SIP/2.0 99 x\r\n\r\n", 8, "three digits");
        refuses("BYE sip:a SIP/2.0\nTo: a\r\n\r\n", 17, "not a line end");
        refuses("BYE sip:a SIP/2.0\r\nT o: a\r\n\r\n", 20, "not a token");
        refuses("BYE sip:a SIP/2.0\r\nTo: a\nb: c\r\n\r\n", 24, "not a line end");
        refuses("BYE sip:a SIP/2.0\r\nTo: a\0\r\n\r\n", 24, "control character");
        refuses("BYE sip:a SIP/2.0\r\nl: 0\r\nContent-Length: 0\r\n\r\n", 25, "a second Content-Length");
        refuses("BYE sip:a SIP/2.0\r\nl: 5\r\n\r\nabcd", 22, "more bytes than follow");
        refuses("BYE sip:a SIP/2.0\r\nl: -1\r\n\r\n", 22, "not a number");
        refuses("BYE sip:a SIP/2.0\r\nl: 1, 1\r\n\r\nx", 23, "not a number");
        refuses("BYE sip:a SIP/2.0\r\nl: 0\r\n", 25, "no empty line");
    }
}
