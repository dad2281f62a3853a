package io.voider.rtp.quality;

import static io.voider.rtp.quality.SequenceWindow.Arrival.ASTRAY;
import static io.voider.rtp.quality.SequenceWindow.Arrival.DUPLICATE;
import static io.voider.rtp.quality.SequenceWindow.Arrival.IN_ORDER;
import static io.voider.rtp.quality.SequenceWindow.Arrival.REORDERED;
import static io.voider.rtp.quality.SequenceWindow.Arrival.RESTARTED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceWindowTest {
    private final SequenceWindow window = new SequenceWindow();

    @Test
    void numbersWrapAround() {
        for (int i = 65_500; i < 65_500 + 100; i++) {
            assertThat(window.accept(i & 0xffff)).isEqualTo(IN_ORDER);
        }
        assertThat(window.expected()).isEqualTo(100);
        assertThat(window.received()).isEqualTo(100);
    }

    @Test
    void aLatePacketIsNotLost() {
        window.accept(1);
        window.accept(3);
        assertThat(window.expected() - window.received()).isEqualTo(1);

        assertThat(window.accept(2)).isEqualTo(REORDERED);
        assertThat(window.accept(2)).isEqualTo(DUPLICATE);
        assertThat(window.expected() - window.received()).isZero();
    }

    @Test
    void oneStrayNumberChangesNothing() {
        window.accept(100);
        assertThat(window.accept(40_000)).isEqualTo(ASTRAY);
        assertThat(window.accept(101)).isEqualTo(IN_ORDER);
        assertThat(window.expected()).isEqualTo(2);
        assertThat(window.astray()).isEqualTo(1);
    }

    @Test
    void twoConsecutiveStrayNumbersAreANewBeginning() {
        window.accept(100);
        window.accept(102);
        assertThat(window.accept(40_000)).isEqualTo(ASTRAY);
        assertThat(window.accept(40_001)).isEqualTo(RESTARTED);
        assertThat(window.accept(40_003)).isEqualTo(IN_ORDER);

        assertThat(window.expected()).isEqualTo(3 + 3);
        assertThat(window.received()).isEqualTo(2 + 2);
        assertThat(window.bursts().gapLost())
                .as("lone losses on both sides of the restart")
                .isEqualTo(2);
    }

    @Test
    void aWholeWindowOfSilenceIsOneLongBurst() {
        window.accept(0);
        window.accept(1_000);

        BurstReport bursts = window.bursts();
        assertThat(bursts.burstLost()).isEqualTo(999);
        assertThat(bursts.longestRun()).isEqualTo(999);
        assertThat(bursts.lossRuns()).isEqualTo(1);
        assertThat(bursts.burstDensity()).isEqualTo(1);
    }
}
