package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.exchange.LineBoard;
import io.voider.cli.exchange.LineId;
import io.voider.cli.state.Settings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class PhoneAvailabilityTest {
    private static final LineId BOB = LineId.friend(2);
    private static final LineId CAROL = LineId.joined(2);
    /** Half past ten at night in Berlin. */
    private static final Clock WALL = Clock.fixed(Instant.parse("2026-11-22T21:30:00Z"), ZoneId.of("Europe/Berlin"));

    private final LineBoard board = new LineBoard(WALL, line -> 0, line -> {});

    @Test
    void nobodyButTheExceptionsRingsAtNightByTheClockOnTheWall() {
        board.add(BOB, "bob");
        board.add(CAROL, "carol");
        Settings settings = Settings.DEFAULT.with("quiet", "22:00-07:00").with("ring-when-quiet", "Carol");
        PhoneAvailability availability = new PhoneAvailability(board, phone -> phone == 1, WALL, settings);
        assertThat(availability.whyQuiet(BOB)).isEqualTo("Not to be disturbed until 07:00");
        assertThat(availability.whyQuiet(CAROL)).isEmpty();
        availability.settings(settings.with("quiet", "23:00-07:00"));
        assertThat(availability.whyQuiet(BOB)).isEmpty();
        assertThat(availability.isAbsent(1)).isTrue();
        assertThat(availability.isAbsent(2)).isFalse();
    }
}
