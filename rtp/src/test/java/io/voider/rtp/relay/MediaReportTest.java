package io.voider.rtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.rtp.gate.Admittance;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaFlow;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.MediaKind;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.rtp.quality.SourceReport;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MediaReportTest {
    private static final long CALL = 7;
    private static final long PACKET_NANOS = 20_000_000;
    private static final int PCMU = 0;

    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);
    private final MediaRelay relay = new MediaRelay(gate, RelayOptions.DEFAULT, () -> 0);
    private final Passage there = passage(0, 1, 4_000);
    private final Passage back = passage(1, 0, 4_000);

    MediaReportTest() {
        gate.open(CALL, List.of(there, back), 0);
    }

    private static Passage passage(int from, int to, int port) {
        return new Passage(from, to, from + 1, to + 1, port, 11, 22, MediaKind.AUDIO, PayloadTypes.STATIC);
    }

    /** Packets of one source from {@code second} on, of which each {@code lost}th never comes. */
    private void hear(Passage passage, int ssrc, int payloadType, int second, int packets, int lost) {
        MediaFlow flow = Objects.requireNonNull(
                gate.leg(passage.fromLeg()).match(passage.source(), passage.destination(), passage.port()));
        for (int i = 0; i < packets; i++) {
            ByteBuf rtp = Unpooled.buffer().writeZero(172).setByte(0, 0x80).setByte(1, payloadType);
            rtp.setShort(2, i).setInt(4, 160 * i).setInt(8, ssrc);
            if (lost == 0 || i % lost != 1) {
                assertThat(flow.admit(rtp, 0, 172, second * 1_000_000_000L + i * PACKET_NANOS))
                        .isEqualTo(Admittance.ADMITTED);
            }
        }
    }

    private MediaReport report() {
        return relay.report(CALL).join().orElseThrow();
    }

    private static List<String> sources(MediaReport.RatedFlow flow) {
        return flow.sources().stream()
                .map(MediaReport.RatedSource::source)
                .map(source -> source.ssrc() + ": " + source.packets())
                .toList();
    }

    @Test
    void eachSourceIsOneOfItsOwn() {
        hear(there, 1, PCMU, 0, 500, 0);
        hear(there, 2, PCMU, 10, 100, 0);
        hear(back, 3, PCMU, 0, 200, 0);
        MediaReport report = report();
        assertThat(report.call()).isEqualTo(CALL);
        assertThat(report.flows())
                .extracting(MediaReportTest::sources)
                .containsExactly(List.of("1: 500", "2: 100"), List.of("3: 200"));
    }

    @Test
    void lessThanTwoSecondsAreNotRated() {
        hear(there, 1, PCMU, 0, 99, 0);
        assertThat(report().rating()).isEmpty();
        hear(there, 2, PCMU, 10, 100, 0);
        assertThat(report().flows().get(0).sources())
                .filteredOn(rated -> rated.rating().isPresent())
                .extracting(MediaReport.RatedSource::source)
                .extracting(SourceReport::ssrc)
                .containsExactly(2);
    }

    @Test
    void theFigureIsTheWorseOfBothPartiesLongestSources() {
        hear(there, 1, PCMU, 0, 500, 0);
        hear(back, 2, PCMU, 0, 500, 20);
        double good = rating(0);
        double poor = rating(1);
        assertThat(poor).isLessThan(good);
        assertThat(report().rating().orElseThrow().rFactor()).isEqualTo(poor);
    }

    private double rating(int leg) {
        return report().flows().stream()
                .filter(flow -> flow.flow().passage().fromLeg() == leg)
                .flatMap(flow -> flow.sources().get(0).rating().stream())
                .findFirst()
                .orElseThrow()
                .rFactor();
    }

    @Test
    void aBadSourceThatWasHeardForAMomentDoesNotSpoilIt() {
        hear(there, 1, PCMU, 0, 500, 0);
        hear(there, 2, PCMU, 10, 150, 3);
        assertThat(report().rating().orElseThrow().rFactor()).isEqualTo(rating(0));
        assertThat(report().flows()
                        .get(0)
                        .sources()
                        .get(1)
                        .rating()
                        .orElseThrow()
                        .rFactor())
                .isLessThan(rating(0));
    }

    @Test
    void theLongestCountsOverAllPortsOfAParty() {
        Passage moved = passage(0, 1, 5_000);
        gate.open(CALL, List.of(moved), 0);
        hear(there, 1, PCMU, 0, 150, 3);
        hear(moved, 2, PCMU, 3, 500, 0);
        assertThat(report().rating().orElseThrow().rFactor()).isEqualTo(rating(0));
    }

    @Test
    void whatHasNoKnownCodecHasNoFigure() {
        hear(there, 1, 96, 0, 500, 0);
        assertThat(report().rating()).isEmpty();
        assertThat(relay.report(8).join()).isEmpty();
    }
}
