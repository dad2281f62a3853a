package io.voider.rtp.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.rtp.quality.PayloadFormat;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.rtp.quality.SourceReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaGateTest {
    private static final int PHONE_LEG = 0;
    private static final int LINE_LEG = 2;
    private static final int PHONE = 0xac100001;
    private static final int DIALLED = 0x0a020105;
    private static final int ME = 0xac1d0301;
    private static final int PEER = 0xac1d0105;
    private static final long SECOND = 1_000_000_000L;

    private static final long CALL = 42;
    private static final long FIRST = 1;
    private static final long SECOND_CALL = 2;

    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);

    private static Passage outward(int port) {
        return outward(port, PayloadTypes.STATIC);
    }

    private static Passage outward(int port, PayloadTypes payloadTypes) {
        return new Passage(PHONE_LEG, LINE_LEG, PHONE, DIALLED, port, ME, PEER, MediaKind.AUDIO, payloadTypes);
    }

    private static Passage inward(int port) {
        return new Passage(LINE_LEG, PHONE_LEG, PEER, ME, port, DIALLED, PHONE, MediaKind.AUDIO, PayloadTypes.STATIC);
    }

    private boolean passes(Passage passage) {
        return gate.leg(passage.fromLeg()).match(passage.source(), passage.destination(), passage.port()) != null;
    }

    @Test
    void nothingPassesBeforeAnyCall() {
        assertThat(passes(outward(4000))).isFalse();
    }

    @Test
    void onlyWhatWasOpenedPasses() {
        gate.open(CALL, List.of(outward(4000), inward(5000)), 0);

        assertThat(passes(outward(4000))).isTrue();
        assertThat(passes(inward(5000))).isTrue();
        assertThat(passes(outward(4001))).as("next port").isFalse();
        assertThat(passes(inward(4000))).as("the other side's port").isFalse();
        assertThat(gate.leg(PHONE_LEG).match(PHONE + 1, DIALLED, 4000))
                .as("another source")
                .isNull();
        assertThat(gate.leg(PHONE_LEG).match(PHONE, DIALLED + 1, 4000))
                .as("another line")
                .isNull();
        assertThat(gate.leg(LINE_LEG).match(PHONE, DIALLED, 4000))
                .as("another leg")
                .isNull();
    }

    @Test
    void closesWithTheCall() {
        gate.open(CALL, List.of(outward(4000)), 0);

        assertThat(gate.close(CALL))
                .hasValueSatisfying(closed -> assertThat(closed.flows())
                        .extracting(MediaFlow::passage)
                        .containsExactly(outward(4000)));

        assertThat(passes(outward(4000))).isFalse();
        assertThat(gate.close(CALL)).isEmpty();
        assertThat(gate.calls()).isZero();
        assertThat(gate.passages()).isZero();
        assertThat(gate.counters().snapshot()).isEqualTo(Map.of(GateCounter.OPENED, 1L, GateCounter.CLOSED_CALLS, 1L));
    }

    @Test
    void replacingKeepsWhatStaysAndItsCounts() {
        gate.open(CALL, List.of(outward(4000), outward(4002)), 0);
        MediaFlow before = gate.leg(PHONE_LEG).match(PHONE, DIALLED, 4002);

        gate.replace(CALL, List.of(outward(4002), outward(4004)), 1);

        assertThat(passes(outward(4000))).isFalse();
        assertThat(gate.leg(PHONE_LEG).match(PHONE, DIALLED, 4002)).isSameAs(before);
        assertThat(passes(outward(4004))).isTrue();
    }

    @Test
    void replacingSaysWhichHadNoRoom() {
        MediaGate small = new MediaGate(new GateLimits(2, 2, Duration.ofMinutes(5), 300, 3_000));
        small.open(CALL, List.of(outward(4000), outward(4002)), 0);

        assertThat(small.replace(CALL, List.of(outward(4002), outward(4004), outward(4006)), 1))
                .containsExactly(new MediaGate.Refused(outward(4006), GateCounter.REFUSED_CALL_FULL));
        assertThat(small.passages()).isEqualTo(2);
    }

    @Test
    void whatWasClosedInMidCallIsStillInItsReport() {
        gate.open(CALL, List.of(outward(4000), inward(4000)), 0);
        gate.close(CALL, List.of(outward(4000), inward(4000)));

        assertThat(passes(outward(4000))).isFalse();
        assertThat(gate.passages()).isZero();
        assertThat(gate.close(CALL))
                .hasValueSatisfying(closed -> assertThat(closed.flows())
                        .extracting(MediaFlow::passage)
                        .containsExactlyInAnyOrder(outward(4000), inward(4000)));
        assertThat(gate.calls()).isZero();
    }

    @Test
    void twoCallsOnOnePassageShareItInTurn() {
        gate.open(FIRST, List.of(outward(4000)), 0);
        gate.open(SECOND_CALL, List.of(outward(4000)), 0);
        assertThat(gate.leg(PHONE_LEG).match(PHONE, DIALLED, 4000))
                .extracting(MediaFlow::call)
                .isEqualTo(SECOND_CALL);

        gate.close(SECOND_CALL);
        assertThat(gate.leg(PHONE_LEG).match(PHONE, DIALLED, 4000))
                .extracting(MediaFlow::call)
                .isEqualTo(FIRST);
    }

    @Test
    void aCallGetsSixtyFourPinholesAndTheRestIsACountedRefusal() {
        List<Passage> many = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            many.add(outward(10_000 + 2 * i));
        }

        assertThat(gate.open(CALL, many, 0))
                .extracting(MediaGate.Refused::why)
                .hasSize(6)
                .containsOnly(GateCounter.REFUSED_CALL_FULL);

        assertThat(gate.passages()).isEqualTo(64);
        assertThat(gate.counters().count(GateCounter.REFUSED_CALL_FULL)).isEqualTo(6);
        assertThat(passes(many.get(63))).isTrue();
        assertThat(passes(many.get(64))).isFalse();
    }

    @Test
    void theGateHoldsFourThousandAndNinetySixInAll() {
        for (int call = 0; call < 64; call++) {
            List<Passage> passages = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                passages.add(outward(1 + call * 64 + i));
            }
            assertThat(gate.open(call, passages, 0)).isEmpty();
        }

        assertThat(gate.open(64, List.of(outward(60_000)), 0))
                .containsExactly(new MediaGate.Refused(outward(60_000), GateCounter.REFUSED_GATE_FULL));

        assertThat(gate.counters().count(GateCounter.REFUSED_GATE_FULL)).isEqualTo(1);
        assertThat(gate.calls()).isEqualTo(64);
        for (int port = 1; port <= 4096; port++) {
            assertThat(passes(outward(port))).isTrue();
        }
        gate.close(0);
        assertThat(gate.open(65, List.of(outward(60_000)), 0)).isEmpty();
    }

    /** A call keeps the figures of passages that it has no more, so it takes room without any. */
    @Test
    void callsWithoutAPassageTakeRoomToo() {
        MediaGate small = new MediaGate(new GateLimits(2, 2, Duration.ofMinutes(5), 300, 3_000));
        for (long call : new long[] {FIRST, SECOND_CALL}) {
            assertThat(small.open(call, List.of(outward(4000)), 0)).isEmpty();
            small.close(call, List.of(outward(4000)));
        }
        assertThat(small.passages()).isZero();

        assertThat(small.open(CALL, List.of(outward(4000)), 0)).hasSize(1);
        assertThat(small.counters().count(GateCounter.REFUSED_GATE_FULL)).isEqualTo(1);
        small.close(FIRST);
        assertThat(small.open(CALL, List.of(outward(4000)), 0)).isEmpty();
    }

    private static void hear(MediaFlow flow, long nowNanos) {
        ByteBuf rtp = Unpooled.buffer().writeZero(172).setByte(0, 0x80);
        assertThat(flow.admit(rtp, 0, 172, nowNanos)).isEqualTo(Admittance.ADMITTED);
    }

    private MediaFlow flow(Passage passage) {
        return Objects.requireNonNull(
                gate.leg(passage.fromLeg()).match(passage.source(), passage.destination(), passage.port()));
    }

    @Test
    void aCallThatIsSilentInAllDirectionsIsNamedAndStaysOpen() {
        gate.open(CALL, List.of(outward(4000), inward(5000)), 0);
        long later = Duration.ofMinutes(4).toNanos();
        hear(flow(inward(5000)), later);

        assertThat(gate.silent(later + 300 * SECOND)).isEmpty();
        assertThat(gate.silent(later + 300 * SECOND + 1)).containsExactly(CALL);
        assertThat(gate.silent(later + 302 * SECOND)).as("until it is closed").containsExactly(CALL);
        assertThat(passes(outward(4000))).isTrue();
    }

    @Test
    void aSilentCallKeepsItsFigures() {
        gate.open(CALL, List.of(outward(4000)), 0);
        hear(flow(outward(4000)), SECOND);

        assertThat(gate.silent(Duration.ofHours(1).toNanos())).containsExactly(CALL);

        assertThat(gate.close(CALL))
                .hasValueSatisfying(closed -> assertThat(closed.flows())
                        .extracting(flow -> flow.report().packets())
                        .containsExactly(1L));
    }

    @Test
    void aCallHeardBeforeItsPassagesWereClosedIsNotSilentAtOnce() {
        gate.open(CALL, List.of(outward(4000)), 0);
        hear(flow(outward(4000)), 200 * SECOND);
        gate.close(CALL, List.of(outward(4000)));

        assertThat(gate.silent(500 * SECOND)).isEmpty();
        assertThat(gate.silent(500 * SECOND + 1)).containsExactly(CALL);
    }

    /** The packets on a passage of two calls count for the call that began it last, which may not be who opened the passage last. */
    @Test
    void aPassageThatIsNewToACallIsNotAsOldAsTheOtherCallThatHasIt() {
        gate.open(FIRST, List.of(outward(4002)), 0);
        gate.open(SECOND_CALL, List.of(outward(4000)), 0);
        gate.open(FIRST, List.of(outward(4000)), 100 * SECOND);

        assertThat(gate.silent(400 * SECOND)).containsExactly(SECOND_CALL);
        assertThat(gate.silent(400 * SECOND + 1)).containsExactly(FIRST, SECOND_CALL);
    }

    @Test
    void aHeldCallMayBeSilent() {
        gate.open(CALL, List.of(outward(4000)), 0);
        gate.hold(CALL, true, 0);
        gate.hold(SECOND_CALL, true, 0);
        long resumed = Duration.ofHours(5).toNanos();
        assertThat(gate.silent(resumed)).isEmpty();

        gate.hold(CALL, false, resumed);
        assertThat(gate.silent(resumed + 300 * SECOND))
                .as("it has had no time to speak")
                .isEmpty();
        assertThat(gate.silent(resumed + 301 * SECOND)).containsExactly(CALL);
    }

    /** Two phones of a home listen at one port of the number that both are called by. */
    @Test
    void whatGoesToOnePhoneGoesToNoSecondUntilItsCallIsOver() {
        Passage first = outward(4000);
        Passage other = new Passage(
                first.fromLeg(),
                first.toLeg(),
                first.source(),
                first.destination(),
                first.port(),
                first.translatedSource(),
                first.translatedDestination() + 4,
                first.kind(),
                first.payloadTypes());
        gate.open(FIRST, List.of(first), 0);

        assertThat(gate.open(SECOND_CALL, List.of(other, outward(4002)), 0))
                .containsExactly(new MediaGate.Refused(other, GateCounter.REFUSED_TAKEN));

        assertThat(gate.counters().count(GateCounter.REFUSED_TAKEN)).isEqualTo(1);
        assertThat(flow(first).call()).isEqualTo(FIRST);
        assertThat(flow(outward(4002)).call()).isEqualTo(SECOND_CALL);
        gate.close(FIRST);
        assertThat(gate.replace(SECOND_CALL, List.of(other), 0)).isEmpty();
        assertThat(flow(other).passage()).isEqualTo(other);
        assertThat(passes(outward(4002))).isFalse();
    }

    /** Two calls on one port, of which the earlier goes over to fax and the later is voice. */
    @Test
    void whoSharesAPassageMayHaveByItWhatEitherDescribed() {
        Passage voice = outward(4000);
        gate.open(FIRST, List.of(voice), 0);
        gate.open(SECOND_CALL, List.of(voice), 0);
        ByteBuf udptl = Unpooled.wrappedBuffer(new byte[16]);
        assertThat(flow(voice).admit(udptl, 0, 16, SECOND)).isEqualTo(Admittance.FOREIGN);
        Passage fax = new Passage(
                voice.fromLeg(),
                voice.toLeg(),
                voice.source(),
                voice.destination(),
                voice.port(),
                voice.translatedSource(),
                voice.translatedDestination(),
                MediaKind.FAX,
                PayloadTypes.STATIC);
        gate.open(FIRST, List.of(fax), 0);
        assertThat(flow(voice).admit(udptl, 0, 16, SECOND)).isEqualTo(Admittance.ADMITTED);
        gate.close(FIRST);
        assertThat(flow(voice).admit(udptl, 0, 16, SECOND)).isEqualTo(Admittance.FOREIGN);
    }

    @Test
    void whatPassesForOneOfTwoCallsOnAPassageKeepsBothAlive() {
        gate.open(FIRST, List.of(outward(4000)), 0);
        gate.open(SECOND_CALL, List.of(outward(4000)), 0);
        hear(flow(outward(4000)), 400 * SECOND);
        assertThat(gate.silent(700 * SECOND)).isEmpty();
        assertThat(gate.silent(700 * SECOND + 1)).containsExactly(FIRST, SECOND_CALL);

        gate.close(SECOND_CALL);
        assertThat(gate.silent(600 * SECOND)).as("heard 200 s ago").isEmpty();
        assertThat(gate.silent(701 * SECOND)).containsExactly(FIRST);
    }

    @Test
    void aPassageThatWasTakenOverIsNotAsOldAsTheCallThatHadIt() {
        gate.open(FIRST, List.of(outward(4000)), 0);
        hear(flow(outward(4000)), 400 * SECOND);
        gate.open(SECOND_CALL, List.of(outward(4000)), 100 * SECOND);
        gate.close(SECOND_CALL);

        assertThat(gate.silent(699 * SECOND)).as("the first heard later itself").isEmpty();
    }

    @Test
    void aPortOfTwoCallsClosesWithTheLastOfThem() {
        gate.open(FIRST, List.of(outward(4000), inward(4000)), 0);
        gate.open(SECOND_CALL, List.of(outward(4000)), 0);
        assertThat(gate.passages()).isEqualTo(3);

        gate.close(FIRST);
        assertThat(passes(outward(4000))).isTrue();
        assertThat(passes(inward(4000))).isFalse();

        gate.close(SECOND_CALL, List.of(outward(4000)));
        assertThat(passes(outward(4000))).isFalse();
        assertThat(gate.passages()).isZero();
    }

    @Test
    void openingAgainTakesOverThePayloadTypes() {
        gate.open(CALL, List.of(outward(4000)), 0);
        MediaFlow flow = flow(outward(4000));
        PayloadTypes named = PayloadTypes.STATIC.with(Map.of(111, new PayloadFormat("opus", 48_000)));
        gate.open(CALL, List.of(outward(4000, named)), 0);

        assertThat(flow(outward(4000))).isSameAs(flow);
        ByteBuf opus = Unpooled.buffer().writeZero(172).setByte(0, 0x80).setByte(1, 111);
        assertThat(flow.admit(opus, 0, 172, SECOND)).isEqualTo(Admittance.ADMITTED);
        assertThat(flow.report().quality().sources())
                .extracting(SourceReport::format)
                .containsExactly(Optional.of(new PayloadFormat("opus", 48_000)));
    }
}
