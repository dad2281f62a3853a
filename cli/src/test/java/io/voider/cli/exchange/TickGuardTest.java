package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.count.Counters;
import org.junit.jupiter.api.Test;

class TickGuardTest {
    @Test
    void aStepThatFailsIsCountedAndStopsNoOther() {
        Counters<ExchangeCounter> counters = new Counters<>(ExchangeCounter.class);
        TickGuard guard = new TickGuard(counters);
        int[] done = {0};
        for (long now = 0; now < 3; now++) {
            guard.run("a step", now, () -> {
                throw new IllegalStateException("as a test would have it");
            });
            guard.run("another", now, () -> done[0]++);
        }
        assertThat(done[0]).isEqualTo(3);
        assertThat(counters.count(ExchangeCounter.TICK_FAILED)).isEqualTo(3);
    }
}
