package io.voider.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        a=rtpmap:0 PCMU/8000
        m=video 0 RTP/SAVP 96
        c=IN IP6 2001:db8::1/3
        a=recvonly
        """;

    @Test
    void aMediumHasItsOwnAndInheritsTheSessions() {
        SdpBody body = SdpBody.parse(TWO_MEDIA);
        assertThat(body.faults()).isEmpty();
        assertThat(body.media()).hasSize(2);
        SdpMedia audio = body.media().get(0);
        assertThat(audio.line()).isEqualTo("m=audio 5004/2 RTP/AVP 0 8");
        assertThat(audio.port()).isEqualTo(5004);
        assertThat(audio.ports()).isEqualTo(2);
        assertThat(audio.protocol()).isEqualTo("RTP/AVP");
        assertThat(audio.connection()).isEqualTo(new SdpConnection("IP4", "172.16.0.1"));
        assertThat(audio.direction()).isEqualTo(SdpDirection.SENDONLY);
        assertThat(audio.rtcpPort()).isEqualTo(6000);
        assertThat(audio.rtcpAddress()).isEqualTo("10.0.0.1");
        assertThat(audio.candidates())
                .containsExactly(new SdpCandidate("1", 2, "udp", 2_130_706_431L, "172.16.0.1", 5004, "host"));
        assertThat(audio.rtpMaps()).containsExactly(new SdpRtpMap(0, "PCMU", 8000));
        assertThat(audio.isHold()).isTrue();
        SdpMedia video = body.media().get(1);
        assertThat(video.connection()).isEqualTo(new SdpConnection("IP6", "2001:db8::1"));
        assertThat(video.direction()).isEqualTo(SdpDirection.RECVONLY);
        assertThat(video.rtcpPort()).isEqualTo(1);
        assertThat(video.rtcpAddress()).isNull();
        assertThat(video.candidates()).isEmpty();
        assertThat(video.rtpMaps()).isEmpty();
        assertThat(video.isHold()).isFalse();
    }

    @Test
    void theAddressOfNobodyIsHold() {
        SdpBody body = SdpBody.parse("c=IN IP4 0.0.0.0\rm=audio 1 RTP/AVP 0\n");
        assertThat(body.media().get(0).isHold()).isTrue();
    }

    private static final String AUDIO = "m=audio 40000 RTP/AVP 0\n";

    /** What phones write, and what it costs: nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "o=a b c\nc=IN IP4 172.16.0.1\n" + AUDIO,
                "o=\nc=IN IP4 172.16.0.1\n" + AUDIO,
                "c=IN\tIP4\t172.16.0.1\n" + AUDIO,
                "c=IN IP4 172.16.0.1:40000\n" + AUDIO,
                "c=IN IP4 172.16.0.1/127\n" + AUDIO,
                "c=IN IPV4 172.16.0.1\n" + AUDIO,
                "c=IN 172.16.0.1\n" + AUDIO,
                "c=IP4 172.16.0.1\n" + AUDIO,
                "C = IN IP4 172.16.0.1\n" + AUDIO,
                " c=IN IP4 172.16.0.1\n" + AUDIO,
                "c=IN IP4 172.16.0.1\n:=17\n" + AUDIO,
                "c=IN IP4 172.16.0.1\nm=audio\t40000 \tRTP/AVP\t0\n",
                "c=IN IP4 172.16.0.1\nm=audio 40000 RTP/AVP\n",
                "c=IN IP4 172.16.0.1\n" + AUDIO + "m=video 0 RTP/AVP\n",
                "c=IN IP4 172.16.0.1\n" + AUDIO + "m=video 0\n",
                "c=IN IP4 172.16.0.1\n" + AUDIO + "m=video 0 RTP/AVP 96\nc=IN IP4\n",
                "c=IN IP4 172.16.0.1\n" + AUDIO + "m=video 0 RTP/AVP 96\na=rtcp:x\n",
                "c=IN\n" + AUDIO + "c=IN IP4 172.16.0.1\n",
                "c=IN IP6 ::1\nc=IN IP4 172.16.0.1\n" + AUDIO,
                "c=IN IP4 172.16.0.1\nc=IN IP6 ::1\n" + AUDIO,
                "c=IN IP4 172.16.0.1\nc=IN\n" + AUDIO,
                "c=IN IP6 ::1\n" + AUDIO + "c=IN IP4 172.16.0.1\nc=IN IP6 ::1\n",
                "c=IN IP4 172.16.0.1\nt=x\nb=AS:y\nm=audio 40000 RTP/AVP 255\na=rtcp:x\na=rtcp:40001\n",
            })
    void whatPhonesWriteOddlyCostsNothing(String body) {
        SdpBody read = SdpBody.parse(body);
        assertThat(read.faults()).isEmpty();
        SdpMedia audio = read.media().get(0);
        assertThat(audio.port()).isEqualTo(40_000);
        assertThat(audio.protocol()).isEqualTo("RTP/AVP");
        assertThat(audio.connection())
                .isNotNull()
                .extracting(SdpConnection::address)
                .isEqualTo("172.16.0.1");
    }

    /** What cannot be read costs the second medium something, and the first one nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        m=video                               | m=video               | no port
        m=video x RTP/AVP 0                   | m=video x RTP/AVP 0   | the port is no number up to 65535
        m=video 65536 RTP/AVP 0               | m=video 65536 RTP/AVP 0 | the port is no number up to 65535
        m=video 9/x RTP/AVP 0                 | m=video 9/x RTP/AVP 0 | the port is no number up to 65535
        m=video 9/ RTP/AVP 0                  | m=video 9/ RTP/AVP 0  | the port is no number up to 65535
        m=video 9                             | m=video 9             | no protocol
        m=video 9 RTP/AVP 0~c=IN              | c=IN                  | no address
        m=video 9 RTP/AVP 0~c=                | c=                    | no address
        m=video 9 RTP/AVP 0~a=rtcp:x          | a=rtcp:x              | no port
        m=video 9 RTP/AVP 0~a=rtcp:           | a=rtcp:               | no port
        m=video 9 RTP/AVP 0~a=rtcp:1x IN IP4 1.2.3.4 | a=rtcp:1x IN IP4 1.2.3.4 | no port
        """)
    void whatCannotBeReadCostsItsOwnMediumAndIsTold(String second, String line, String reason) {
        SdpBody body = SdpBody.parse("v=0\nc=IN IP4 172.16.0.1\n" + AUDIO + second.replace('~', '\n'));
        assertThat(body.faults()).containsExactly(new SdpFault(line, reason));
        assertThat(body.media()).hasSize(2);
        SdpMedia audio = body.media().get(0);
        assertThat(audio.port()).isEqualTo(40_000);
        assertThat(audio.rtcpPort()).isEqualTo(40_001);
        assertThat(audio.connection()).isEqualTo(new SdpConnection("IP4", "172.16.0.1"));
        SdpMedia video = body.media().get(1);
        assertThat(video.port() == 0 || video.connection() == null || video.rtcp() == null)
                .isTrue();
    }

    @Test
    void aBrokenAddressOfTheSessionIsToldOnceIfSomeMediumNeedsIt() {
        SdpBody body = SdpBody.parse("c=IN\n" + AUDIO + "c=IN IP4 1.2.3.4\n" + AUDIO + AUDIO);
        assertThat(body.faults()).containsExactly(new SdpFault("c=IN", "no address"));
        assertThat(body.media())
                .extracting(SdpMedia::connection)
                .containsExactly(new SdpConnection("IP4", "1.2.3.4"), null, null);
    }

    @Test
    void faultsAreShownShortAndPrintableAndAreFew() {
        SdpBody body = SdpBody.parse("m=\u0007\té" + "x".repeat(100) + "\n" + "m=audio %d\n".repeat(3));
        assertThat(body.faults().get(0).line())
                .hasSize(SdpLines.SHOWN_CHARACTERS)
                .startsWith("m=? ??xxx");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            many.append("m=x").append(i).append('\n');
        }
        assertThat(SdpBody.parse(many.toString()).faults()).hasSize(8);
        assertThat(SdpBody.parse(many.toString()).media()).hasSize(20);
    }

    @Test
    void noMoreThanSoManyMediaAndAttributesAreRead() {
        assertThat(SdpBody.parse(AUDIO.repeat(500)).media()).hasSize(SdpBody.MOST_MEDIA);
        String candidate = "a=candidate:1 2 udp 1 172.16.0.1 5004 typ host\n";
        List<SdpMedia> media = SdpBody.parse(AUDIO + candidate.repeat(500) + AUDIO + candidate.repeat(500))
                .media();
        assertThat(media.get(0).candidates()).hasSize(500);
        assertThat(media.get(1).candidates()).hasSize(12);
        List<SdpMedia> named =
                SdpBody.parse(AUDIO + "a=rtpmap:0 PCMU/8000\n".repeat(600)).media();
        assertThat(named.get(0).rtpMaps()).hasSize(512);
    }

    @Test
    void linesAreCutWhereverTheyEnd() {
        SdpBody body = SdpBody.parse("\n\r\na=x\ty\na=\n\na\n=\na=:z\rm=audio 7 RTP/AVP 0\ra=inactive \r\r");
        assertThat(body.media()).hasSize(1);
        assertThat(body.media().get(0).direction()).isEqualTo(SdpDirection.INACTIVE);
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

    @Test
    void aBodyWithoutTypeThatBeginsLikeADescriptionIsOne() {
        byte[] message = "SIP/2.0 200 x\r\n\r\nv=0\r\nm=audio 7 RTP/AVP 0\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(SdpBody.of(new SipDecoder().decode(message, 0, message.length)))
                .isNotNull();
        byte[] other = "SIP/2.0 200 x\r\n\r\nm=audio 7 RTP/AVP 0\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(SdpBody.of(new SipDecoder().decode(other, 0, other.length))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0 PCMU/8000, 0 PCMU 8000",
        "127 opus/48000/2, 127 opus 48000",
        "9 !/1, 9 ! 1",
        "9 ~/1, 9 ~ 1",
        "128 a/8000,",
        "-1 a/8000,",
        "0 a/0,",
        "0 /8000,",
        "0 a,",
        "0 a/,",
        "0 a b/8000,",
        "0/1 a,",
        "a b/8000,",
        "' a/8000',",
        "0 a\u007f/8000,",
    })
    void aPayloadTypesNameIsReadIfItIsOne(String value, String read) {
        SdpRtpMap map = SdpRtpMap.parse(value);
        String shown = map == null ? null : map.payloadType() + " " + map.encodingName() + " " + map.clockRateHertz();
        assertThat(shown).isEqualTo(read);
    }

    @Test
    void aPayloadTypesNameIsShort() {
        assertThat(SdpRtpMap.parse("0 " + "a".repeat(64) + "/8000")).isNotNull();
        assertThat(SdpRtpMap.parse("0 " + "a".repeat(65) + "/8000")).isNull();
    }
}
