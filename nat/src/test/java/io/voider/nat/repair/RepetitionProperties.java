package io.voider.nat.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.repair.Repetition.State;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RepetitionProperties {
    private static final int SEEDS = 40;

    @Test
    void aFifthLostIsHeardAsNoMoreThanWhatIsLostTwice() {
        double missed = LongStream.range(0, SEEDS)
                .mapToDouble(seed -> {
                    RepairedCall call = new RepairedCall(RepairedCall.random(() -> 0.2, seed));
                    call.run(60);
                    return call.missed();
                })
                .average()
                .orElseThrow();
        assertThat(missed).isBetween(0.03, 0.045);
    }

    @Test
    void aTwentiethLostIsHardlyHeard() {
        double missed = LongStream.range(0, SEEDS)
                .mapToDouble(seed -> {
                    RepairedCall call = new RepairedCall(RepairedCall.random(() -> 0.05, seed));
                    call.run(60);
                    return call.missed();
                })
                .average()
                .orElseThrow();
        assertThat(missed).isLessThan(0.004);
    }

    @Test
    void onACleanPathNothingIsRepeatedOnceItHasShownToBe() {
        RepairedCall call = new RepairedCall(now -> false);
        call.run(60);
        assertThat(call.states).containsExactly(State.PROVING, State.RESTING);
        assertThat(call.copies).isLessThan(5 * 50);
        assertThat(call.repetition.status()).isEqualTo(RepairStatus.NONE);
    }

    @Test
    void aPathThatBecomesLossyIsRepairedAndLeftAloneWhenItIsCleanAgain() {
        double[] share = {0};
        RepairedCall call = new RepairedCall(RepairedCall.random(() -> share[0], 7));
        call.run(20);
        share[0] = 0.08;
        call.run(20);
        assertThat(call.repetition.state()).isEqualTo(State.REPAIRING);
        assertThat(call.repetition.status().work()).isEqualTo(RepairStatus.Work.REPEATING);
        assertThat(call.repetition.status().lostPercent()).isBetween(4, 13);
        share[0] = 0;
        call.run(30);
        assertThat(call.repetition.state()).isEqualTo(State.RESTING);
    }

    /** Voice is 50 a second: a path that carries 30 to 85 loses of twice that more than of once. */
    @Property(tries = 30)
    void aFullPathIsYieldedTo(@ForAll @IntRange(min = 30, max = 85) int perSecond) {
        RepairedCall call = new RepairedCall(RepairedCall.full(perSecond));
        call.run(120);
        assertThat(call.states).contains(State.YIELDING);
        assertThat(call.copies)
                .as("copies of %s at %s a second", call.sent, perSecond)
                .isLessThan(call.sent / 2);
    }

    @Test
    void chanceIsSeldomTakenForAFullPath() {
        long yielded = LongStream.range(0, 100)
                .filter(seed -> {
                    RepairedCall call = new RepairedCall(RepairedCall.random(() -> 0.2, seed));
                    call.run(120);
                    return call.states.contains(State.YIELDING);
                })
                .count();
        assertThat(yielded).isLessThanOrEqualTo(5);
    }

    @Test
    void whoeverCountsNothingIsRepeatedNothingOnceTheCallHasBegun() {
        RepairedCall call = new RepairedCall(RepairedCall.random(() -> 0.2, 1));
        call.counts = false;
        call.run(30);
        assertThat(call.states).containsExactly(State.PROVING, State.RESTING);
    }

    @Test
    void withoutACallEverythingIsSentTwiceAndAHandshakeThrice() {
        Repetition repetition = new Repetition(0);
        assertThat(repetition.copies(1200, true, 0)).isEqualTo(1);
        assertThat(repetition.copies(100, false, 0)).isEqualTo(2);
    }

    @Test
    void copiesNeverTakeMoreThan300KilobitsASecond() {
        Repetition repetition = new Repetition(0);
        long bytes = 0;
        for (long now = 0; now < 10_000_000_000L; now += 1_000_000L) {
            bytes += repetition.copies(1000, true, now) * 1028L;
        }
        assertThat(bytes).isLessThanOrEqualTo(11 * 37_500);
    }

    @Test
    void longDatagramsOfACallAreNoVoice() {
        Repetition repetition = new Repetition(0);
        repetition.inCall(true, 0);
        assertThat(repetition.copies(601, true, 0)).isZero();
        assertThat(repetition.copies(600, true, 0)).isEqualTo(1);
        repetition.inCall(false, 1);
        assertThat(repetition.copies(601, true, 1)).isEqualTo(1);
    }
}
