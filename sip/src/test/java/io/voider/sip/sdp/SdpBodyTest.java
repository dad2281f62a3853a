package io.voider.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.sip.SipDecoder;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdpBodyTest {
    private static final String TWO_MEDIA = """
        v=0
        o=Anna B 1 22 IN IP4 172.16.0.1
        s=-
        c=IN IP4 172.16.0.1
        a=sendonly
        t=0 0
        a line that is none
        m=audio 5004/2 RTP/AVP 0 8
        a=rtcp:6000 IN IP4 10.0.0.1
        a=candidate:1 2 udp 2130706431 172.16.0.1 5004 typ host
        a=candidate:broken
        m=video 0 RTP/SAVP 96
        c=IN IP6 2001:db8::1/3
        a=recvonly
        a=rtcp-mux
        """;

    @Test
    void aMediumHasItsOwnAndInheritsTheSessions() {
        SdpBody body = SdpBody.parse(TWO_MEDIA);
        assertThat(body.origin()).isEqualTo(new SdpOrigin("Anna B", "1", "22", "IP4", "172.16.0.1"));
        assertThat(body.media()).hasSize(2);
        SdpMedia audio = body.media().get(0);
        assertThat(audio.port()).isEqualTo(5004);
        assertThat(audio.ports()).isEqualTo(2);
        assertThat(audio.formats()).containsExactly("0", "8");
        assertThat(audio.connection()).isEqualTo(new SdpConnection("IP4", "172.16.0.1"));
        assertThat(audio.direction()).isEqualTo(SdpDirection.SENDONLY);
        assertThat(audio.rtcpPort()).isEqualTo(6000);
        assertThat(audio.rtcpAddress()).isEqualTo("10.0.0.1");
        assertThat(audio.candidates())
                .containsExactly(new SdpCandidate("1", 2, "udp", 2_130_706_431L, "172.16.0.1", 5004, "host"));
        assertThat(audio.isHold()).isTrue();
        SdpMedia video = body.media().get(1);
        assertThat(video.connection()).isEqualTo(new SdpConnection("IP6", "2001:db8::1"));
        assertThat(video.direction()).isEqualTo(SdpDirection.RECVONLY);
        assertThat(video.rtcpMux()).isTrue();
        assertThat(video.rtcpPort()).isEqualTo(1);
        assertThat(video.rtcpAddress()).isNull();
        assertThat(video.isHold()).isFalse();
    }

    @Test
    void theAddressOfNobodyIsHold() {
        SdpBody body = SdpBody.parse("c=IN IP4 0.0.0.0\rm=audio 1 RTP/AVP 0\n");
        assertThat(body.media().get(0).isHold()).isTrue();
        assertThat(body.connection()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=audio",
                "m=audio x RTP/AVP 0",
                "m=audio 65536 RTP/AVP 0",
                "c=IN",
                "o=a b c",
                "a=rtcp:x",
                "a=rtcp:"
            })
    void aBrokenLineOfAKindThatIsReadIsRefusedWhereItIs(String line) {
        assertThatThrownBy(() -> SdpBody.parse("v=0\n" + line))
                .isInstanceOfSatisfying(
                        SipRefusal.class,
                        refusal -> assertThat(refusal.offset()).isEqualTo(6));
    }

    @Test
    void aPlaceIsToldFromTheMessagesStart() {
        byte[] message = "headv=0\nc=INtail".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> SdpBody.parse(message, 2, 4, 12))
                .isInstanceOfSatisfying(
                        SipRefusal.class,
                        refusal -> assertThat(refusal.offset()).isEqualTo(8));
    }

    @Test
    void linesAreCutWhereverTheyEnd() {
        SdpBody body = SdpBody.parse("\n\r\na=x\ty\na=\n\na\n=\na=:z\ra=w:");
        assertThat(body.attributes())
                .containsExactly(
                        new SdpAttribute("x\ty", ""),
                        new SdpAttribute("", ""),
                        new SdpAttribute("", "z"),
                        new SdpAttribute("w", ""));
        assertThat(SdpBody.parse("m=audio 7 RTP/AVP 0").media().get(0).rtcpMux())
                .isFalse();
        assertThat(SdpBody.parse("m=audio 65535/0 RTP/AVP 0").media().get(0).ports())
                .isZero();
    }

    @Test
    void theFirstDescriptionOfAMultipartBodyIsTaken() {
        byte[] message = ("SIP/2.0 200 x\r\nc: multipart/mixed;boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n"
                        + "c: application/sdp\r\n\r\nm=audio 7 RTP/AVP 0\r\n--b--")
                .getBytes(StandardCharsets.US_ASCII);
        SdpBody body = SdpBody.of(new SipDecoder().decode(message, 0, message.length));
        assertThat(body)
                .isNotNull()
                .satisfies(read -> assertThat(read.media().get(0).port()).isEqualTo(7));
    }
}
