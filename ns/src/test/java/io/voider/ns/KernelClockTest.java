package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelClockTest {
    @Test
    void readsWhatTheKernelSays() {
        KernelClock.Status status = KernelClock.status();
        assertThat(status.leapSeconds()).isBetween(-1, 1);
        assertThat(status.maximumErrorMicros()).isBetween(0L, 3_600_000_000L);
    }

    @Test
    void knowsTheFlags() {
        assertThat(KernelClock.statusOf(0x2001, 7)).isEqualTo(new KernelClock.Status(true, 0, 7));
        assertThat(KernelClock.statusOf(0x40, 16_000_000)).isEqualTo(new KernelClock.Status(false, 0, 16_000_000));
        assertThat(KernelClock.statusOf(0x11, 0).leapSeconds()).isOne();
        assertThat(KernelClock.statusOf(0x21, 0).leapSeconds()).isEqualTo(-1);
    }
}
