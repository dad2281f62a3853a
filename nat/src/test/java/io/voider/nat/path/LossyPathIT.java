package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.link.LinkProfile;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A call's stream of 50 packets a second each way, and wires that lose a fifth of them from home to home. */
class LossyPathIT {
    /** Two wires lie between two homes. */
    private static final double LOST_PER_WIRE = 0.105;

    private static final int CALL_SECONDS = 20;

    @Test
    void aFifthLostIsHeardAsALittle() throws Exception {
        LinkProfile wire = LinkProfile.PERFECT
                .withDelay(TimeUnit.MILLISECONDS.toNanos(6), 0)
                .withLoss(LOST_PER_WIRE, 1);
        try (NatLab lab = new NatLab(wire);
                Call call = new Call(lab, HomeKind.INPUT_DROP, HomeKind.INPUT_DROP, 1)) {
            long sentByA = sent(call.pair.a);
            long sentByB = sent(call.pair.b);
            int heardByA = call.pair.a.arrivals.size();
            int heardByB = call.pair.b.arrivals.size();
            TimeUnit.SECONDS.sleep(CALL_SECONDS);
            double missedByA = 1 - (double) (call.pair.a.arrivals.size() - heardByA) / (sent(call.pair.b) - sentByB);
            double missedByB = 1 - (double) (call.pair.b.arrivals.size() - heardByB) / (sent(call.pair.a) - sentByA);
            System.out.printf(
                    "a fifth lost on the way, %.3f and %.3f of the call missed, %s%n",
                    missedByA, missedByB, call.pair.a.finder.counts());
            // Lost twice are 4 %, in 1000 packets 0.6 % more or less; without repair it would be 20 %.
            assertThat(missedByA).isBetween(0.005, 0.09);
            assertThat(missedByB).isBetween(0.005, 0.09);
        }
    }

    private static long sent(LabNode node) {
        return node.finder.counts().getOrDefault(PathCounter.SENT, 0L);
    }
}
