package io.voider.nat.ice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchScheduleTest {
    private static final long START = 100 * Timing.RETRY_MAX;

    private final SearchSchedule schedule = new SearchSchedule();

    @Test
    void aFailedAttemptIsRepeatedEverLater() {
        long now = START;
        for (long wait : new long[] {Timing.RETRY, 2 * Timing.RETRY, 4 * Timing.RETRY}) {
            schedule.attempt(now);
            assertThat(schedule.isAttempting()).isTrue();
            now += Timing.ATTEMPT;
            assertThat(schedule.isRetryDue(now)).isFalse();
            assertThat(schedule.isAttempting()).isFalse();
            assertThat(schedule.deadline()).isEqualTo(now + wait);
            now += wait;
            assertThat(schedule.isRetryDue(now)).isTrue();
        }
    }

    @Test
    void successForgetsHowOftenItFailed() {
        schedule.attempt(START);
        assertThat(schedule.isRetryDue(START + Timing.ATTEMPT)).isFalse();
        schedule.succeeded();
        assertThat(schedule.deadline()).isEqualTo(Timing.NEVER);
        schedule.attempt(START);
        assertThat(schedule.isRetryDue(START + Timing.ATTEMPT)).isFalse();
        assertThat(schedule.deadline()).isEqualTo(START + Timing.ATTEMPT + Timing.RETRY);
    }

    @Test
    void aSecondReasonSoonAfterTheFirstHasToWait() {
        assertThat(schedule.mayStart(START)).isTrue();
        assertThat(schedule.mayStart(START + 1)).isFalse();
        assertThat(schedule.deadline()).isEqualTo(START + Timing.RESTART_GAP);
        assertThat(schedule.isStartDue(START + Timing.RESTART_GAP)).isTrue();
        assertThat(schedule.mayStart(START + Timing.RESTART_GAP)).isTrue();
        assertThat(schedule.isStartDue(START + 2 * Timing.RESTART_GAP)).isFalse();
    }

    @Test
    void serversAreAskedAgainOnlyWhileThereIsNoPath() {
        schedule.gathered(START);
        assertThat(schedule.isRegatherDue(START + Timing.REGATHER - 1, false)).isFalse();
        assertThat(schedule.isRegatherDue(START + Timing.REGATHER, false)).isTrue();
        schedule.gathered(START);
        assertThat(schedule.isRegatherDue(START + Timing.REGATHER, true)).isFalse();
        assertThat(schedule.deadline()).isEqualTo(Timing.NEVER);
    }
}
