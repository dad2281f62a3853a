package io.voider.rtp.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GateLimitsTest {
    private static GateLimits limits(int perCall, int all, Duration silence, int audio, int video) {
        return new GateLimits(perCall, all, silence, audio, video);
    }

    @Test
    void limitsThatLetNothingInAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatCode(() -> limits(1, 1, Duration.ofNanos(1), 1, 1)).doesNotThrowAnyException();
        assertThatCode(() -> limits(1, 1, second, 1_000_000, 1_000_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> limits(0, 1, second, 1, 1)).hasMessageContaining("0 passages a call");
        assertThatThrownBy(() -> limits(2, 1, second, 1, 1)).hasMessageContaining("1 in all");
        assertThatThrownBy(() -> limits(1, 1, Duration.ZERO, 1, 1)).hasMessageContaining("silence of PT0S");
        assertThatThrownBy(() -> limits(1, 1, second.negated(), 1, 1)).hasMessageContaining("silence");
        assertThatThrownBy(() -> limits(1, 1, second, 0, 1)).hasMessageContaining("0 and 1 packets");
        assertThatThrownBy(() -> limits(1, 1, second, 1, 0)).hasMessageContaining("1 and 0 packets");
        assertThatThrownBy(() -> limits(1, 1, second, 1_000_001, 1)).hasMessageContaining("1000001 and 1");
        assertThatThrownBy(() -> limits(1, 1, second, 1, 1_000_001)).hasMessageContaining("1 and 1000001");
    }

    @Test
    void theRestStaysWhenOneChanges() {
        GateLimits some = limits(1, 2, Duration.ofSeconds(3), 4, 5);
        assertThat(some.withSilence(Duration.ofSeconds(7))).isEqualTo(limits(1, 2, Duration.ofSeconds(7), 4, 5));
        assertThat(some.withHighestRates()).isEqualTo(limits(1, 2, Duration.ofSeconds(3), 1_000_000, 1_000_000));
    }

    @Test
    void aKindHasItsAllowance() {
        GateLimits some = limits(1, 2, Duration.ofSeconds(3), 4, 10);
        assertThat(some.allowance(MediaKind.AUDIO)).isEqualTo(new Allowance(250_000_000, 500_000_000, false));
        assertThat(some.allowance(MediaKind.VIDEO)).isEqualTo(new Allowance(100_000_000, 500_000_000, false));
        assertThat(some.allowance(MediaKind.FAX)).isEqualTo(new Allowance(250_000_000, 500_000_000, true));
    }
}
