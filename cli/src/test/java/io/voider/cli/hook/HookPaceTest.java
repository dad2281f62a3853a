package io.voider.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HookPaceTest {
    private final HookPace pace = new HookPace();

    private int allowed(String kind, int asked, Duration at) {
        int allowed = 0;
        for (int i = 0; i < asked; i++) {
            allowed += pace.allows(kind, at.toNanos()) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void manyAtOnceThenOneInHalfAMinuteAndEachKindForItself() {
        assertThat(allowed("call-missed", 100, Duration.ZERO)).isEqualTo(HookPace.BURST);
        assertThat(allowed("line-down", 1, Duration.ZERO)).isOne();
        assertThat(allowed("call-missed", 100, Duration.ofSeconds(29))).isZero();
        assertThat(allowed("call-missed", 100, Duration.ofSeconds(30))).isOne();
        assertThat(allowed("call-missed", 100, Duration.ofMinutes(3))).isEqualTo(5);
        assertThat(allowed("call-missed", 100, Duration.ofDays(1))).isEqualTo(HookPace.BURST);
    }
}
