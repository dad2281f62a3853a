package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookPaceTest {
    private static final long MILLI = 1_000_000L;
    private static final long THEN = Long.MAX_VALUE - Duration.ofMillis(100).toNanos(); // such a clock runs over

    private final LookPace pace = new LookPace(THEN);

    @Test
    void theFirstChangeIsLookedAtAtOnceAndTheNextAfterAWhile() {
        assertThat(pace.changed(THEN)).isZero();
        pace.looks(THEN);
        assertThat(pace.changed(THEN + 50 * MILLI)).isEqualTo((LookPace.INTERVAL_MILLIS - 50) * MILLI);
        pace.looks(THEN + LookPace.INTERVAL_MILLIS * MILLI);
        assertThat(pace.changed(THEN + 1_000 * MILLI)).isZero();
    }

    @Test
    void changesInARowAreLookedAtTogether() {
        assertThat(pace.changed(THEN)).isZero();
        assertThat(pace.changed(THEN)).isNegative();
        pace.looks(THEN + MILLI);
        assertThat(pace.changed(THEN + 2 * MILLI)).isPositive();
        assertThat(pace.changed(THEN + 3 * MILLI)).isNegative();
    }

    /** A router on the home's network may announce something else a thousand times a second. */
    @Test
    void nobodyCanHaveMoreThanFiveLooksASecond() {
        int looks = 0;
        long dueMillis = Long.MAX_VALUE;
        for (long millis = 0; millis < 10_000; millis++) {
            long now = THEN + millis * MILLI;
            long wait = pace.changed(now);
            dueMillis = wait < 0 ? dueMillis : millis + wait / MILLI;
            if (dueMillis <= millis) {
                pace.looks(now);
                looks++;
                dueMillis = Long.MAX_VALUE;
            }
        }
        assertThat(looks).isBetween(45, 50);
    }
}
