package io.voider.rtp.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.rtp.quality.RtcpWatch;
import org.junit.jupiter.api.Test;

class MediaFlowTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Allowance TEN_A_SECOND = new Allowance(SECOND / 10, SECOND / 2, false);

    private final RtcpWatch rtcp = new RtcpWatch();
    private final MediaFlow flow = flow(3, 0xac1000ff, TEN_A_SECOND);

    private MediaFlow flow(int leg, int source, Allowance allowance) {
        Passage passage = new Passage(leg, 1, source, 2, 4_000, 3, 4, MediaKind.AUDIO, PayloadTypes.STATIC);
        return new MediaFlow(42, passage, allowance, rtcp, SECOND);
    }

    private static Admittance admit(MediaFlow flow, String hex, long nanos) {
        ByteBuf packet = Unpooled.buffer().writeZero(28).writeBytes(ByteBufUtil.decodeHexDump(hex));
        packet.writeZero(40 - hex.length() / 2);
        return flow.admit(packet, 28, 40, nanos);
    }

    @Test
    void knowsItsCallAndItsParty() {
        assertThat(flow.call()).isEqualTo(42);
        assertThat(flow.party()).isEqualTo(0x3_ac10_00ffL);
        assertThat(flow.lastPassedNanos()).isEqualTo(SECOND);
    }

    @Test
    void countsWhatPassesAndNothingElse() {
        assertThat(admit(flow, "8000", 2 * SECOND)).isEqualTo(Admittance.ADMITTED);
        assertThat(admit(flow, "4000", 3 * SECOND)).isEqualTo(Admittance.FOREIGN);
        assertThat(flow.report().packets()).isEqualTo(1);
        assertThat(flow.report().bytes()).isEqualTo(40);
        assertThat(flow.report().passage()).isEqualTo(flow.passage());
        assertThat(flow.report().quality().sources()).hasSize(1);
        assertThat(flow.lastPassedNanos()).isEqualTo(2 * SECOND);
    }

    @Test
    void halfASecondsWorthMayBeAheadOfTheRate() {
        for (int i = 0; i < 6; i++) {
            assertThat(admit(flow, "8000", 2 * SECOND)).isEqualTo(Admittance.ADMITTED);
        }
        assertThat(admit(flow, "8000", 2 * SECOND)).isEqualTo(Admittance.OVER_RATE);
        assertThat(flow.admitFragment(2 * SECOND)).isEqualTo(Admittance.OVER_RATE);
        assertThat(flow.admitFragment(2 * SECOND + SECOND / 10)).isEqualTo(Admittance.ADMITTED);
        assertThat(admit(flow, "8000", 2 * SECOND + SECOND / 10)).isEqualTo(Admittance.OVER_RATE);
        assertThat(flow.report().packets())
                .as("a later fragment is no datagram")
                .isEqualTo(6);
        assertThat(flow.lastPassedNanos()).isEqualTo(2 * SECOND);
    }

    @Test
    void aPauseEarnsNoMoreThanThat() {
        int passed = 0;
        while (admit(flow, "8000", 1_000 * SECOND) == Admittance.ADMITTED) {
            passed++;
        }
        assertThat(passed).isEqualTo(6);
    }

    @Test
    void takesOverALaterTimeAlone() {
        flow.passedNotBefore(SECOND - 1);
        assertThat(flow.lastPassedNanos()).isEqualTo(SECOND);
        flow.passedNotBefore(5 * SECOND);
        assertThat(flow.lastPassedNanos()).isEqualTo(5 * SECOND);
    }

    @Test
    void aNewDescriptionChangesWhatMayPass() {
        assertThat(admit(flow, "0000", 2 * SECOND)).isEqualTo(Admittance.FOREIGN);
        flow.announce(flow.passage(), new Allowance(SECOND, 0, true));
        assertThat(admit(flow, "0000", 2 * SECOND)).isEqualTo(Admittance.ADMITTED);
        assertThat(admit(flow, "0000", 2 * SECOND)).isEqualTo(Admittance.OVER_RATE);
        assertThat(flow.report().quality().otherPackets()).isEqualTo(1);
    }

    /** A sender report of A, which passes at 2 s, and B's answer half a second later, which says that it kept it a quarter. */
    @Test
    void rtcpOfBothDirectionsGivesTheRoundTrip() {
        MediaFlow other = flow(5, 9, TEN_A_SECOND);
        String senderReport = "80c80006" + "00000001" + "0000123456780000" + "00000000" + "00000000" + "00000000";
        String receiverReport =
                "81c90007" + "00000002" + "00000001" + "00000000" + "00000000" + "00000000" + "12345678" + "00004000";
        ByteBuf there = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(senderReport));
        ByteBuf back = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(receiverReport));
        assertThat(flow.admit(there, 0, there.readableBytes(), 2 * SECOND)).isEqualTo(Admittance.ADMITTED);
        assertThat(other.admit(back, 0, back.readableBytes(), 2 * SECOND + SECOND / 2))
                .isEqualTo(Admittance.ADMITTED);
        assertThat(rtcp.roundTrips()).singleElement().satisfies(trip -> {
            assertThat(trip.party()).isEqualTo(other.party());
            assertThat(trip.lastNanos()).isEqualTo(SECOND / 4);
        });
        assertThat(other.report().quality().rtcpPackets()).isEqualTo(1);
    }
}
