package io.voider.rtp.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.rtp.MediaProtocol;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DirectionQualityTest {
    private static final long MILLI = 1_000_000;
    private static final int PCMU = 0;

    private final DirectionQuality quality = new DirectionQuality(PayloadTypes.STATIC);
    private final ByteBuf packet = Unpooled.buffer(200).writeZero(172);

    private void rtp(int ssrc, int payloadType, int sequence, int timestamp, long nowNanos) {
        packet.setByte(0, 0x80);
        packet.setByte(1, payloadType);
        packet.setShort(2, sequence);
        packet.setInt(4, timestamp);
        packet.setInt(8, ssrc);
        quality.accept(MediaProtocol.of(packet, 0, 172), packet, 0, 172, nowNanos);
    }

    private SourceReport main() {
        return quality.report().mainSource().orElseThrow();
    }

    @Test
    void anEvenStreamIsPerfect() {
        for (int i = 0; i < 500; i++) {
            rtp(1, PCMU, i, 160 * i, 20 * MILLI * i);
        }

        SourceReport stream = main();
        assertThat(stream.packets()).isEqualTo(500);
        assertThat(stream.lost()).isZero();
        assertThat(stream.jitter()).contains(new SourceReport.Jitter(0, 0, 0));
        assertThat(stream.longestGapNanos()).isEqualTo(20 * MILLI);
        assertThat(stream.packetIntervalNanos()).isEqualTo(20 * MILLI);
        VoiceRating rating = VoiceRating.of(stream, Optional.of(20 * MILLI)).orElseThrow();
        assertThat(rating.meanOpinionScore()).isCloseTo(4.38, within(0.03));
        assertThat(rating.delayMeasured()).isTrue();
    }

    /** RFC 3550, appendix A.8, with every second packet 8 ms late: |D| is 8 ms each time. */
    @Test
    void jitterConvergesOnTheMeanDifference() {
        for (int i = 0; i < 500; i++) {
            rtp(1, PCMU, i, 160 * i, 20 * MILLI * i + (i % 2 == 0 ? 0 : 8 * MILLI));
        }
        assertThat(main().jitter().orElseThrow().lastNanos()).isCloseTo(8 * MILLI, within(1_000L));
    }

    @Test
    void timestampsWrapAround() {
        for (int i = 0; i < 100; i++) {
            rtp(1, PCMU, i, Integer.MAX_VALUE - 8_000 + 160 * i, 20 * MILLI * i);
            rtp(2, PCMU, i, -8_000 + 160 * i, 20 * MILLI * i);
        }
        assertThat(quality.report().sources())
                .allSatisfy(stream -> assertThat(stream.jitter()).contains(new SourceReport.Jitter(0, 0, 0)));
    }

    @Test
    void anUnknownPayloadTypeIsSaidToBeUnknownAndNotRated() {
        for (int i = 0; i < 50; i++) {
            rtp(1, 111, i, 960 * i, 20 * MILLI * i);
        }
        assertThat(main().format()).isEmpty();
        assertThat(main().jitter()).isEmpty();
        assertThat(main().lost()).isZero();
        assertThat(VoiceRating.of(main(), Optional.empty())).isEmpty();
    }

    @Test
    void whatSdpMappedIsKnown() {
        quality.announce(PayloadTypes.STATIC.with(Map.of(111, new PayloadFormat("opus", 48_000))));
        for (int i = 0; i < 100; i++) {
            rtp(1, 111, i, 960 * i, 20 * MILLI * i);
        }
        assertThat(main().jitter()).contains(new SourceReport.Jitter(0, 0, 0));
        VoiceRating rating = VoiceRating.of(main(), Optional.empty()).orElseThrow();
        assertThat(rating.codec()).isEqualTo(Codec.OPUS);
        assertThat(rating.codec().basis()).isEqualTo(Codec.Basis.INDICATIVE);
        assertThat(rating.delayMeasured()).isFalse();
    }

    @Test
    void keyPressesDoNotHideTheCodec() {
        quality.announce(PayloadTypes.STATIC.with(Map.of(101, new PayloadFormat("telephone-event", 8_000))));
        for (int i = 0; i < 10; i++) {
            rtp(1, i < 5 ? 8 : 101, i, 160 * Math.min(i, 5), 20 * MILLI * i);
        }
        assertThat(main().format()).contains(new PayloadFormat("PCMA", 8_000));
        assertThat(main().payloadType()).isEqualTo(101);
    }

    @Test
    void aNewSourceIsAStreamOfItsOwn() {
        rtp(1, PCMU, 1, 0, 0);
        rtp(2, PCMU, 40_000, 0, MILLI);
        rtp(1, PCMU, 2, 160, 20 * MILLI);

        assertThat(quality.report().sources()).extracting(SourceReport::packets).containsExactly(2L, 1L);
        assertThat(quality.report().sources()).extracting(SourceReport::lost).containsOnly(0L);
    }

    @Test
    void aFloodOfSourcesIsBoundedAndCounted() {
        for (int i = 0; i < 100; i++) {
            rtp(i, PCMU, i, 0, MILLI * i);
        }
        DirectionReport report = quality.report();
        assertThat(report.sources()).extracting(SourceReport::ssrc).containsExactlyInAnyOrder(96, 97, 98, 99);
        assertThat(report.forgottenSources()).isEqualTo(96);
        assertThat(report.forgottenPackets()).isEqualTo(96);
    }

    @Test
    void whatIsNotRtpIsCountedAndNotRead() {
        ByteBuf stun =
                Unpooled.buffer().writeInt(0x00010000).writeInt(0x2112a442).writeZero(12);
        quality.accept(MediaProtocol.of(stun, 0, 20), stun, 0, 20, 0);
        ByteBuf report = Unpooled.buffer().writeInt(0x80c90001).writeInt(1);
        quality.accept(MediaProtocol.of(report, 0, 8), report, 0, 8, 0);
        assertThat(quality.report()).isEqualTo(new DirectionReport(java.util.List.of(), 0, 0, 1, 1));
    }
}
