package io.voider.rtp.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.rtp.quality.PayloadTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MediaGateTest {
    private static final int PHONE_LEG = 0;
    private static final int LINE_LEG = 2;
    private static final int PHONE = 0xac100001;
    private static final int DIALLED = 0x0a020105;
    private static final int ME = 0xac1d0301;
    private static final int PEER = 0xac1d0105;
    private static final long SECOND = 1_000_000_000L;

    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);

    private static Pinhole outward(int port) {
        return new Pinhole(7, PHONE_LEG, LINE_LEG, PHONE, DIALLED, port, ME, PEER, PayloadTypes.STATIC);
    }

    private static Pinhole inward(int port) {
        return new Pinhole(7, LINE_LEG, PHONE_LEG, PEER, ME, port, DIALLED, PHONE, PayloadTypes.STATIC);
    }

    private boolean passes(Pinhole pinhole) {
        return gate.leg(pinhole.fromLeg()).match(pinhole.source(), pinhole.destination(), pinhole.port()) != null;
    }

    @Test
    void nothingPassesBeforeAnyCall() {
        assertThat(passes(outward(4000))).isFalse();
    }

    @Test
    void onlyWhatWasOpenedPasses() {
        gate.open("call", List.of(outward(4000), inward(5000)), 0);

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
        gate.open("call", List.of(outward(4000)), 0);

        assertThat(gate.close("call"))
                .hasValueSatisfying(closed -> assertThat(closed.flows())
                        .extracting(MediaFlow::pinhole)
                        .containsExactly(outward(4000)));

        assertThat(passes(outward(4000))).isFalse();
        assertThat(gate.close("call")).isEmpty();
        assertThat(gate.statistics()).isEqualTo(new GateStatistics(0, 0, 1, 0, 0, 1, 0, 0));
    }

    @Test
    void replacingKeepsWhatStaysAndItsCounts() {
        gate.open("call", List.of(outward(4000), outward(4002)), 0);
        MediaFlow before = gate.leg(PHONE_LEG).match(PHONE, DIALLED, 4002);

        gate.replace("call", List.of(outward(4002), outward(4004)), 1);

        assertThat(passes(outward(4000))).isFalse();
        assertThat(gate.leg(PHONE_LEG).match(PHONE, DIALLED, 4002)).isSameAs(before);
        assertThat(passes(outward(4004))).isTrue();
    }

    @Test
    void whatWasClosedInMidCallIsStillInItsReport() {
        gate.open("call", List.of(outward(4000), inward(4000)), 0);
        gate.close("call", List.of(outward(4000), inward(4000)));

        assertThat(passes(outward(4000))).isFalse();
        assertThat(gate.statistics().pinholes()).isZero();
        assertThat(gate.close("call"))
                .hasValueSatisfying(closed -> assertThat(closed.flows())
                        .extracting(MediaFlow::pinhole)
                        .containsExactlyInAnyOrder(outward(4000), inward(4000)));
        assertThat(gate.statistics().calls()).isZero();
    }

    @Test
    void twoCallsOnOnePassageShareItInTurn() {
        gate.open("first", List.of(outward(4000)), 0);
        gate.open("second", List.of(outward(4000)), 0);
        assertThat(gate.leg(PHONE_LEG).match(PHONE, DIALLED, 4000))
                .extracting(MediaFlow::call)
                .isEqualTo("second");

        gate.close("second");
        assertThat(gate.leg(PHONE_LEG).match(PHONE, DIALLED, 4000))
                .extracting(MediaFlow::call)
                .isEqualTo("first");
    }

    @Test
    void aCallGetsSixtyFourPinholesAndTheRestIsACountedRefusal() {
        List<Pinhole> many = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            many.add(outward(10_000 + 2 * i));
        }

        assertThat(gate.open("greedy", many, 0)).isEqualTo(6);

        assertThat(gate.statistics().pinholes()).isEqualTo(64);
        assertThat(gate.statistics().refusedCallFull()).isEqualTo(6);
        assertThat(passes(many.get(63))).isTrue();
        assertThat(passes(many.get(64))).isFalse();
    }

    @Test
    void theGateHoldsFourThousandAndNinetySixInAll() {
        for (int call = 0; call < 64; call++) {
            List<Pinhole> pinholes = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                pinholes.add(outward(1 + call * 64 + i));
            }
            assertThat(gate.open("call " + call, pinholes, 0)).isZero();
        }

        assertThat(gate.open("one too many", List.of(outward(60_000)), 0)).isEqualTo(1);

        assertThat(gate.statistics().refusedGateFull()).isEqualTo(1);
        assertThat(gate.statistics().calls()).isEqualTo(64);
        for (int port = 1; port <= 4096; port++) {
            assertThat(passes(outward(port))).isTrue();
        }
        gate.close("call 0");
        assertThat(gate.open("now there is room", List.of(outward(60_000)), 0)).isZero();
    }

    @Test
    void silenceInAllDirectionsClosesACall() {
        gate.open("call", List.of(outward(4000), inward(5000)), 0);
        long later = Duration.ofMinutes(4).toNanos();
        ByteBuf packet = Unpooled.buffer().writeZero(172);
        Objects.requireNonNull(gate.leg(LINE_LEG).match(PEER, ME, 5000)).passed(packet, 0, 172, later);

        assertThat(gate.closeSilent(later + 299 * SECOND)).isEmpty();
        assertThat(gate.closeSilent(later + 301 * SECOND)).hasSize(1);
        assertThat(passes(outward(4000))).isFalse();
        assertThat(gate.statistics().closedBySilence()).isEqualTo(1);
    }

    @Test
    void aHeldCallMayBeSilent() {
        gate.open("call", List.of(outward(4000)), 0);
        gate.hold("call", true);
        assertThat(gate.closeSilent(Duration.ofHours(5).toNanos())).isEmpty();

        gate.hold("call", false);
        assertThat(gate.closeSilent(Duration.ofHours(5).toNanos())).hasSize(1);
    }

    @Test
    void cuttingOffALineClosesItsCallsAlone() {
        gate.open("mine", List.of(outward(4000), inward(4000)), 0);
        Pinhole other =
                new Pinhole(8, PHONE_LEG, LINE_LEG, PHONE, DIALLED + 256, 4000, ME, PEER + 256, PayloadTypes.STATIC);
        gate.open("other", List.of(other), 0);

        assertThat(gate.cutOff(7)).extracting(MediaGate.CallFlows::call).containsExactly("mine");

        assertThat(passes(outward(4000))).isFalse();
        assertThat(passes(inward(4000))).isFalse();
        assertThat(passes(other)).isTrue();
    }
}
