package io.voider.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.call.CallAction.Cause;
import io.voider.sip.sdp.SdpBody;
import io.voider.sip.sdp.SdpRtpMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaReaderTest {
    private static final int OWN = Sdp.address("172.16.0.1");
    private static final Parties PARTIES = Parties.parse("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1");
    private final MediaReader reader = new MediaReader(PARTIES, Side.PHONE, 64);

    private static List<Cause> causes(MediaReader reader) {
        return reader.ignored().stream()
                .map(MediaReader.Ignored::cause)
                .distinct()
                .toList();
    }

    private List<String> ports(String lines) {
        Media media = reader.read(SdpBody.parse(Sdp.head(OWN) + lines.replace("\n", "\r\n")));
        return media.streams().stream()
                .flatMap(stream -> stream.ports().stream())
                .map(port -> port.number() + " " + port.purpose())
                .toList();
    }

    @Test
    void rtcpIsOneAboveUnlessItSaysOtherwise() {
        assertThat(ports("m=audio 4000 RTP/AVP 0\n")).containsExactly("4000 MEDIA", "4001 RTCP");
        assertThat(ports("m=audio 4000 RTP/SAVP 0\na=rtcp:5000\n")).containsExactly("4000 MEDIA", "5000 RTCP");
        assertThat(ports("m=audio 4000 RTP/AVP 0\na=rtcp:5000 IN IP4 172.16.0.1\n"))
                .containsExactly("4000 MEDIA", "5000 RTCP");
        assertThat(ports("m=audio 4000 UDP/TLS/RTP/SAVPF 0\na=rtcp-mux\n")).contains("4000 MEDIA");
        assertThat(reader.ignored()).isEmpty();
        assertThat(ports("m=audio 4000 RTP/AVP 0\na=rtcp:5000 IN IP4 192.0.2.1\n"))
                .containsExactly("4000 MEDIA");
        assertThat(causes(reader)).containsExactly(Cause.FOREIGN_ADDRESS);
    }

    @Test
    void faxHasNoRtcpAndTcpHasNoPlace() {
        assertThat(ports("m=image 4000 udptl t38\n")).containsExactly("4000 MEDIA");
        assertThat(ports("m=application 4000 DTLS/SCTP 5000\n")).containsExactly("4000 MEDIA");
        assertThat(ports("m=image 4000 udptl/3 t38\n")).containsExactly("4000 MEDIA");
        assertThat(reader.ignored()).isEmpty();
        assertThat(ports("m=message 4000 TCP/MSRP *\n")).isEmpty();
        assertThat(ports("m=audio 4000 TCP/RTP/AVP 0\n")).isEmpty();
        assertThat(causes(reader)).containsExactly(Cause.NOT_UDP);
    }

    @Test
    void aPortIsForTheKindOfItsLine() {
        String lines = String.join(
                "\r\n",
                "m=audio 4000 RTP/AVP 0",
                "m=VIDEO 4002 RTP/SAVPF 96",
                "m=image 4004 udptl t38",
                "m=application 4006 UDP/DTLS/SCTP webrtc-datachannel",
                "m=image 4008 RTP/AVP 96",
                "");
        assertThat(reader.read(SdpBody.parse(Sdp.head(OWN) + lines)).streams().stream()
                        .flatMap(stream -> stream.ports().stream())
                        .filter(port -> port.purpose() == Pinhole.Purpose.MEDIA)
                        .map(port -> port.number() + " " + port.medium()))
                .containsExactly("4000 AUDIO", "4002 VIDEO", "4004 FAX", "4006 AUDIO", "4008 AUDIO");
    }

    @Test
    void severalPortsAreSeveralPairs() {
        assertThat(ports("m=audio 4000/2 RTP/AVP 0\n"))
                .containsExactly("4000 MEDIA", "4001 RTCP", "4002 MEDIA", "4003 RTCP");
        assertThat(ports("m=image 4000/2 udptl t38\n")).containsExactly("4000 MEDIA", "4001 MEDIA");
        assertThat(ports("m=audio 65534/3 RTP/AVP 0\n")).containsExactly("65534 MEDIA", "65535 RTCP");
        assertThat(ports("m=audio 65535 RTP/AVP 0\n")).containsExactly("65535 MEDIA");
        assertThat(ports("m=audio 1000/60000 RTP/AVP 0\n")).hasSize(64);
        assertThat(causes(reader)).containsExactly(Cause.TOO_MANY);
    }

    @Test
    void candidatesOfItsOwnAreListenedOnToo() {
        String candidates = """
            a=candidate:1 1 UDP 2130706431 172.16.0.1 4000 typ host
            a=candidate:1 2 udp 2130706430 172.16.0.1 4009 typ host
            a=candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 172.16.0.1 rport 4000
            a=candidate:3 1 TCP 1 172.16.0.1 9 typ host tcptype active
            """;
        assertThat(ports("m=audio 4000 RTP/AVP 0\n" + candidates))
                .containsExactly("4000 MEDIA", "4001 RTCP", "4000 MEDIA", "4009 RTCP");
        assertThat(reader.ignored()).isEmpty();
    }

    @Test
    void picturesOfABundleWithoutAnyPortWidenNone() {
        assertThat(ports("m=audio 0 RTP/AVP 0\nm=video 0 RTP/AVP 96\na=bundle-only\n"))
                .isEmpty();
    }

    @Test
    void portsCarryTheNamesOfTheirPayloadTypes() {
        String audio = String.join(
                "\r\n",
                "m=audio 4000 RTP/AVP 96 0",
                "a=rtpmap:96 opus/48000/2",
                "a=rtpmap:0 PCMU/8000",
                "a=rtpmap:128 none/1",
                "a=rtpmap:97 none",
                "a=rtpmap:98 no\u001bne/8000",
                "a=rtpmap:99 none/0",
                "");
        Media media = reader.read(SdpBody.parse(Sdp.head(OWN) + audio + "m=video 5000 RTP/AVP 99\r\n"));
        List<SdpRtpMap> named = List.of(new SdpRtpMap(96, "opus", 48_000), new SdpRtpMap(0, "PCMU", 8_000));
        assertThat(media.streams().get(0).ports())
                .hasSize(2)
                .allMatch(port -> port.rtpMaps().equals(named));
        assertThat(media.streams().get(1).ports())
                .hasSize(2)
                .allMatch(port -> port.rtpMaps().isEmpty());
    }

    @Test
    void aRefusedLineListensNowhereAndKeepsItsPlace() {
        Media media = reader.read(SdpBody.parse(Sdp.head(OWN) + "m=audio 0 RTP/AVP 0\r\nm=video 5000 RTP/AVP 99\r\n"));
        assertThat(media.streams()).hasSize(2);
        assertThat(media.accepts(0)).isFalse();
        assertThat(media.accepts(1)).isTrue();
        assertThat(media.accepts(2)).isTrue();
        assertThat(media.streams().get(0).ports()).isEmpty();
    }

    @Test
    void directionSaysWhoHoldsAndNotWhoListens() {
        Media only = reader.read(SdpBody.parse(Sdp.head(OWN) + "m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n"));
        assertThat(only.deaf()).isTrue();
        assertThat(only.sends()).isTrue();
        assertThat(only.streams().get(0).ports()).hasSize(2);
        Media inactive = reader.read(SdpBody.parse(Sdp.head(OWN) + "a=inactive\r\nm=audio 4000 RTP/AVP 0\r\n"));
        assertThat(inactive.deaf()).isTrue();
        assertThat(inactive.sends()).isFalse();
        Media mixed = reader.read(SdpBody.parse(
                Sdp.head(OWN) + "m=audio 4000 RTP/AVP 0\r\na=sendonly\r\nm=video 5000 RTP/AVP 9\r\na=recvonly\r\n"));
        assertThat(mixed.deaf()).isFalse();
        assertThat(mixed.sends()).isTrue();
        assertThat(Media.NONE.deaf()).isFalse();
        assertThat(Media.NONE.sends()).isFalse();
    }

    @Test
    void onlyTheWritersOwnAddressCounts() {
        for (String address :
                List.of("172.16.0.2", "172.016.0.1", "phone.example.com", "172.16.0.1.2", "172.16.0", "")) {
            MediaReader strict = new MediaReader(PARTIES, Side.PHONE, 64);
            String text = "v=0\r\nc=IN IP4 " + address + " \r\nm=audio 4000 RTP/AVP 0\r\n";
            if (!address.isEmpty()) {
                assertThat(strict.read(SdpBody.parse(text)).streams().get(0).ports())
                        .as(address)
                        .isEmpty();
                assertThat(causes(strict)).containsExactly(Cause.FOREIGN_ADDRESS);
            }
        }
        MediaReader held = new MediaReader(PARTIES, Side.PHONE, 64);
        Media media = held.read(SdpBody.parse(Sdp.head(0) + "m=audio 4000 RTP/AVP 0\r\n"));
        assertThat(media.streams().get(0).ports()).isEmpty();
        assertThat(media.deaf()).isTrue();
        assertThat(held.ignored()).isEmpty();
        MediaReader nowhere = new MediaReader(PARTIES, Side.PHONE, 64);
        nowhere.read(SdpBody.parse("v=0\r\nm=audio 4000 RTP/AVP 0\r\n"));
        assertThat(causes(nowhere)).containsExactly(Cause.FOREIGN_ADDRESS);
    }

    /** RFC 9143 section 7. */
    @Test
    void eachPortOfABundleWithPicturesMayHaveAsManyAsThese() {
        String media = "m=audio 4000 RTP/AVP 0\r\na=mid:0\r\nm=video 4002 RTP/AVP 96\r\na=mid:1\r\n";
        String bundle = "a=group:BUNDLE 0 1\r\n";
        assertThat(reader.read(SdpBody.parse(Sdp.head(OWN) + bundle + media)).streams())
                .allSatisfy(stream -> assertThat(stream.ports())
                        .isNotEmpty()
                        .allMatch(port -> port.medium() == Pinhole.Medium.VIDEO));
        for (String apart : List.of(
                Sdp.head(OWN) + media,
                Sdp.head(OWN) + "a=group:LS 0 1\r\n" + media,
                Sdp.head(OWN) + bundle + media.replace("4002", "0"),
                Sdp.head(OWN) + bundle + media.replace("video", "text"))) {
            assertThat(reader.read(SdpBody.parse(apart)).streams().get(0).ports())
                    .allMatch(port -> port.medium() == Pinhole.Medium.AUDIO);
        }
    }

    /** RFC 8839 section 4.4.1.2.2: behind ICE a phone names itself as its peer saw it. */
    @Test
    void theWritersOwnAddressCountsAsTheOtherSideKnowsIt() {
        String candidate = "m=audio 9 RTP/AVP 0\na=candidate:1 1 UDP 1 %s 4000 typ prflx raddr 172.16.0.1 rport 4000\n";
        for (String own : List.of("172.16.0.1", "172.29.5.1", "10.1.5.1", "10.7.5.1")) {
            SdpBody body = SdpBody.parse(Sdp.head(Sdp.address(own)) + "m=audio 4000 RTP/AVP 0\r\n");
            assertThat(reader.read(body).streams().get(0).ports()).as(own).hasSize(2);
            assertThat(ports(candidate.formatted(own))).as(own).contains("4000 MEDIA");
        }
        assertThat(reader.ignored()).isEmpty();
        MediaReader theirs = new MediaReader(PARTIES, Side.TUNNEL, 64);
        for (String own : List.of("172.29.1.1", "10.2.1.1", "10.1.1.1")) {
            SdpBody body = SdpBody.parse(Sdp.head(Sdp.address(own)) + "m=audio 4000 RTP/AVP 0\r\n");
            assertThat(theirs.read(body).streams().get(0).ports()).as(own).hasSize(2);
        }
        for (String other : List.of("10.2.1.1", "172.29.1.1", "10.1.1.1", "10.2.5.2", "192.168.5.1")) {
            MediaReader strict = new MediaReader(PARTIES, Side.PHONE, 64);
            strict.read(SdpBody.parse(Sdp.head(Sdp.address(other)) + "m=audio 4000 RTP/AVP 0\r\n"));
            assertThat(causes(strict)).as(other).containsExactly(Cause.FOREIGN_ADDRESS);
        }
    }

    @Test
    void roomIsForAsManyPortsAsAllowedAndNoMore() {
        MediaReader narrow = new MediaReader(PARTIES, Side.PHONE, 4);
        String two = Sdp.head(OWN) + "m=audio 4000 RTP/AVP 0\r\nm=audio 5000 RTP/AVP 0\r\n";
        assertThat(narrow.read(SdpBody.parse(two)).streams().get(1).ports()).hasSize(2);
        assertThat(narrow.ignored()).isEmpty();
        Media three = narrow.read(SdpBody.parse(two + "m=audio 6000 RTP/AVP 0\r\n"));
        assertThat(three.streams().get(1).ports()).hasSize(2);
        assertThat(three.streams().get(2).ports()).isEmpty();
        assertThat(causes(narrow)).containsExactly(Cause.TOO_MANY);
    }

    @Test
    void theLowestAndTheHighestPortAreOnes() {
        String candidates = """
            a=candidate:1 1 UDP 1 172.16.0.1 1 typ host
            a=candidate:1 1 UDP 1 172.16.0.1 0 typ host
            a=candidate:1 1 UDP 1 172.16.0.1 65535 typ host
            """;
        assertThat(ports("m=image 9 udptl t38\n" + candidates)).containsExactly("9 MEDIA", "1 MEDIA", "65535 MEDIA");
    }

    @Test
    void aCandidateForWhichThereIsNoRoomIsTold() {
        MediaReader small = new MediaReader(PARTIES, Side.PHONE, 2);
        String lines = "m=audio 4000 RTP/AVP 0\r\na=candidate:1 1 UDP 1 172.16.0.1 4002 typ host\r\n";
        Media media = small.read(SdpBody.parse(Sdp.head(OWN) + lines));
        assertThat(media.streams().get(0).ports()).hasSize(2);
        assertThat(causes(small)).containsExactly(Cause.TOO_MANY);
    }

    @Test
    void onlyTheFirstEightThingsThatAreLeftOutAreTold() {
        StringBuilder lines = new StringBuilder(Sdp.head(OWN));
        for (int port = 4000; port < 4009; port++) {
            lines.append("m=message ").append(port).append(" TCP/MSRP *\r\n");
        }
        reader.read(SdpBody.parse(lines.toString()));
        assertThat(reader.ignored()).hasSize(8);
    }

    @Test
    void aDescriptionWithTooManyLinesIsCutShort() {
        Media media = reader.read(SdpBody.parse(Sdp.head(OWN) + "m=audio 0 RTP/AVP 0\r\n".repeat(500)));
        assertThat(media.streams()).hasSize(65);
        assertThat(causes(reader)).containsExactly(Cause.TOO_MANY);
    }
}
