package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.StreamReport;
import io.voider.rtp.gate.Admittance;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaFlow;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.relay.MediaRelay;
import io.voider.rtp.relay.RelayOptions;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.call.Call;
import io.voider.sip.call.CallAction;
import io.voider.sip.call.CallLimits;
import io.voider.sip.call.CallTracker;
import io.voider.sip.call.EndReason;
import io.voider.sip.call.Pinhole;
import io.voider.sip.sdp.SdpRtpMap;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final int PHONE = 0xac100001;
    private static final int ME = 0xac1d0101;
    private static final int PEER = 0xac1d0201;
    private static final int DIALLED = 0x0a010201;
    private static final Parties PARTIES = new Parties(LineId.friend(2).number(), PHONE, ME, DIALLED, PEER);
    private static final int RTP_LENGTH = 172;
    private static final long MUCH_LATER = 1L << 62;

    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);
    private final MediaRelay relay = new MediaRelay(gate, RelayOptions.DEFAULT, System::nanoTime);
    private final Calls calls = new Calls(
            gate, relay, line -> "bob", report -> {}, List.of(), report -> {}, Clock.systemUTC(), System::nanoTime);
    private final CallTracker tracker = new CallTracker(CallLimits.DEFAULT);

    /** When the pinholes were open. */
    private long begun;

    private void offer(String media) {
        String sdp = "v=0\r\no=- 1 1 IN IP4 172.16.0.1\r\ns=-\r\nc=IN IP4 172.16.0.1\r\nt=0 0\r\n" + media;
        byte[] invite = ("""
            INVITE sip:10.1.2.1 SIP/2.0\r
            Via: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bK1\r
            From: <sip:a@172.16.0.1>;tag=a\r
            To: <sip:b@10.1.2.1>\r
            Call-ID: c\r
            CSeq: 1 INVITE\r
            Content-Type: application/sdp\r
            Content-Length: %d\r
            \r
            """.formatted(sdp.length()) + sdp).getBytes(StandardCharsets.US_ASCII);
        tracker.onMessage(PARTIES, Side.PHONE, new SipDecoder().decode(invite, 0, invite.length), 0, calls);
        begun = System.nanoTime();
    }

    /** A packet from the far end to the port that the phone named in its offer. */
    private void hear(int payloadType, int sequence) {
        MediaFlow flow = Objects.requireNonNull(gate.leg(1).match(PEER, ME, 4000), "no pinhole");
        ByteBuf rtp = Unpooled.buffer(RTP_LENGTH).writeZero(RTP_LENGTH);
        rtp.setByte(0, 0x80).setByte(1, payloadType).setShort(2, sequence).setInt(4, 960 * sequence);
        Admittance admittance = flow.admit(rtp, 0, RTP_LENGTH, begun + sequence * 20_000_000L);
        assertThat(admittance).isEqualTo(Admittance.ADMITTED);
    }

    private StreamReport heard() {
        List<StreamReport> streams = calls.running().join().get(0).media();
        assertThat(streams).hasSize(1);
        return streams.get(0);
    }

    @Test
    void theLadderSaysWhichMediaCannotBeCarriedAndWhy() {
        offer("m=audio 4000 RTP/AVP 0\r\nm=video x RTP/AVP 9\r\nm=application 9 TCP/MRCPv2\r\n");
        assertThat(calls.running().join().get(0).withoutMessages().ladder())
                .containsExactly(
                        CallReport.LadderStep.of(0, true, "INVITE"),
                        CallReport.LadderStep.of(
                                0, true, "no media for it, the port is no number up to 65535: m=video x RTP/AVP 9"),
                        CallReport.LadderStep.of(
                                0, true, "no media for it, it is not carried over UDP: m=application 9 TCP/MRCPv2"));
    }

    @Test
    void theLadderSaysWhatIsDoneAgainstLossOnItsLineAlone() {
        offer("audio 4000 RTP/AVP 0");
        LineId line = calls.busyLines().iterator().next();
        calls.repaired(LineId.friend(99), "another line's");
        calls.repaired(line, "sent twice");
        calls.repaired(line, "");
        assertThat(calls.running().join().get(0).ladder())
                .extracting(CallReport.LadderStep::what)
                .doesNotContain("another line's")
                .contains("sent twice", "the path loses little now");
    }

    @Test
    void aCodecIsNamedByTheListenersOffer() {
        offer("m=audio 4000 RTP/AVP 111 0\r\na=rtpmap:111 opus/48000/2\r\n");
        for (int i = 0; i < 100; i++) {
            hear(111, i);
        }
        StreamReport heard = heard();
        assertThat(heard.codec()).isEqualTo("opus");
        assertThat(heard.mos()).isNotNull().isGreaterThan(4.0);
        assertThat(heard.rFactor()).isNotNull().isGreaterThan(80.0);
        assertThat(heard.towards()).isEqualTo("phone");
        assertThat(heard.seconds()).isCloseTo(2.0, within(0.05));
        assertThat(heard.longestGapMillis()).isCloseTo(20.0, within(0.1));
        assertThat(heard.jitterMillis()).isBetween(0.0, 0.1);
    }

    @Test
    void aNewOfferNamesItAnew() {
        offer("m=audio 4000 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n");
        hear(111, 0);
        Call call = tracker.calls().iterator().next();
        List<SdpRtpMap> named = List.of(new SdpRtpMap(111, "iLBC", 8_000));
        calls.accept(new CallAction.Redescribed(
                call,
                List.of(new Pinhole(
                        call.parties(), Side.TUNNEL, 4000, Pinhole.Purpose.MEDIA, Pinhole.Medium.AUDIO, named))));
        assertThat(heard().codec()).isEqualTo("opus");
        hear(111, 1);
        assertThat(heard().codec()).isEqualTo("iLBC");
    }

    @Test
    void aNumberThatNobodyExplainedIsNoCodec() {
        offer("m=audio 4000 RTP/AVP 111 0\r\n");
        hear(111, 0);
        assertThat(heard().codec()).isEqualTo("unknown codec");
        assertThat(heard().mos()).isNull();
    }

    private void hearTwoSeconds() {
        offer("m=audio 4000 RTP/AVP 0\r\n");
        for (int i = 0; i < 100; i++) {
            hear(0, i);
        }
    }

    private void assertFiguresAreKept(String reason) {
        CallReport ended = calls.ended().get(0);
        assertThat(ended.reason()).isEqualTo(reason);
        assertThat(ended.media()).extracting(StreamReport::packets).containsExactly(100L);
        assertThat(gate.calls()).isZero();
        assertThat(gate.passages()).isZero();
    }

    @Test
    void aCallThatWasHungUpKeepsItsFigures() {
        hearTwoSeconds();
        tracker.end(tracker.calls().iterator().next().id(), EndReason.HUNG_UP, 1, calls);
        assertFiguresAreKept("the other side hung up");
    }

    @Test
    void aCallThatFellSilentKeepsItsFigures() {
        hearTwoSeconds();
        for (long silent : gate.silent(MUCH_LATER)) {
            tracker.end(silent, EndReason.SILENT, MUCH_LATER, calls);
        }
        assertFiguresAreKept("nothing was heard for too long");
    }

    @Test
    void aCallThatWasCutOffKeepsItsFigures() {
        hearTwoSeconds();
        tracker.endLine(PARTIES.line(), 1, calls);
        assertFiguresAreKept("the line went down or was cut off");
    }
}
