package io.voider.rtp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtcpWatchTest {
    private static final int ALICE_SSRC = 0xa11ce;
    private static final int BOB_SSRC = 0xb0b;
    private static final long ALICE = 1;
    private static final long BOB = 2;
    private static final long MILLI = 1_000_000;

    private final RtcpWatch watch = new RtcpWatch();

    private static ByteBuf senderReport(int ssrc, long ntp) {
        return Unpooled.buffer()
                .writeInt(0x80c80006)
                .writeInt(ssrc)
                .writeLong(ntp)
                .writeInt(0)
                .writeInt(100)
                .writeInt(16_000);
    }

    private static ByteBuf receiverReport(int ssrc, int about, int lastSenderReport, long delay) {
        return Unpooled.buffer()
                .writeInt(0x81c90007)
                .writeInt(ssrc)
                .writeInt(about)
                .writeInt(0x05000009)
                .writeInt(1_000)
                .writeInt(42)
                .writeInt(lastSenderReport)
                .writeInt((int) delay);
    }

    private void passes(ByteBuf packet, long party, long nowNanos) {
        watch.accept(packet, 0, packet.readableBytes(), party, nowNanos);
    }

    @Test
    void theRoundTripIsWhatDidNotPassAtTheParty() {
        passes(senderReport(ALICE_SSRC, 0x1111_2222_3333_4444L), ALICE, 1_000 * MILLI);
        passes(receiverReport(BOB_SSRC, ALICE_SSRC, 0x2222_3333, 65_536 / 2), BOB, 1_540 * MILLI);

        assertThat(watch.roundTrips()).containsExactly(new RtcpWatch.RoundTrip(BOB, 40 * MILLI, 40 * MILLI, 1, 9, 42));
    }

    @Test
    void bothPartiesAreMeasuredApartAndTheLeastIsKept() {
        passes(senderReport(ALICE_SSRC, 0x1111_2222_3333_4444L), ALICE, 0);
        passes(receiverReport(BOB_SSRC, ALICE_SSRC, 0x2222_3333, 0), BOB, 30 * MILLI);
        passes(receiverReport(BOB_SSRC, ALICE_SSRC, 0x2222_3333, 0), BOB, 50 * MILLI);
        passes(senderReport(BOB_SSRC, 0x1111_5555_6666_4444L), BOB, 100 * MILLI);
        passes(receiverReport(ALICE_SSRC, BOB_SSRC, 0x5555_6666, 65_536), ALICE, 1_102 * MILLI);

        assertThat(watch.roundTrips())
                .containsExactly(
                        new RtcpWatch.RoundTrip(BOB, 50 * MILLI, 30 * MILLI, 2, 9, 42),
                        new RtcpWatch.RoundTrip(ALICE, 2 * MILLI, 2 * MILLI, 1, 9, 42));
    }

    @Test
    void aReportAboutNobodysSenderReportTellsNothing() {
        passes(senderReport(ALICE_SSRC, 0x1111_2222_3333_4444L), ALICE, 0);
        passes(receiverReport(BOB_SSRC, ALICE_SSRC, 0x2222_3334, 0), BOB, 30 * MILLI);
        passes(receiverReport(BOB_SSRC, ALICE_SSRC + 1, 0x2222_3333, 0), BOB, 30 * MILLI);
        passes(receiverReport(BOB_SSRC, ALICE_SSRC, 0, 0), BOB, 30 * MILLI);
        passes(receiverReport(ALICE_SSRC, ALICE_SSRC, 0x2222_3333, 0), ALICE, 30 * MILLI);

        assertThat(watch.roundTrips()).isEmpty();
    }

    @Test
    void impossibleDelaysAreNotBelieved() {
        passes(senderReport(ALICE_SSRC, 0x1111_2222_3333_4444L), ALICE, 0);
        passes(receiverReport(BOB_SSRC, ALICE_SSRC, 0x2222_3333, 0xffff_ffffL), BOB, 30 * MILLI);

        assertThat(watch.roundTrips()).isEmpty();
    }

    @Test
    void encryptedReportsAreLeftAlone() {
        Random random = new Random(7);
        passes(senderReport(ALICE_SSRC, 0x1111_2222_3333_4444L), ALICE, 0);
        for (int i = 0; i < 10_000; i++) {
            ByteBuf secured = receiverReport(BOB_SSRC, ALICE_SSRC, 0x2222_3333, 0);
            for (int at = 8; at < secured.readableBytes(); at++) {
                secured.setByte(at, random.nextInt(256));
            }
            byte[] tag = new byte[14];
            random.nextBytes(tag);
            passes(secured.writeBytes(tag), BOB, 30 * MILLI);
        }
        assertThat(watch.roundTrips()).isEmpty();
    }
}
