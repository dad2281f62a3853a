package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuietHoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "22:00-07:00, 22:00, true",
        "22:00-07:00, 23:59, true",
        "22:00-07:00, 00:00, true",
        "22:00-07:00, 06:59, true",
        "22:00-07:00, 07:00, false",
        "22:00-07:00, 21:59, false",
        "13:00-14:30, 13:00, true",
        "13:00-14:30, 14:30, false",
        "13:00-14:30, 12:59, false",
        "on, 12:00, true",
        "off, 12:00, false"
    })
    void itIsQuietFromTheFirstMinuteUntilTheLast(String hours, String time, boolean quiet) {
        assertThat(new QuietHours(hours)
                        .covers(LocalDate.parse("2026-11-30")
                                .atTime(LocalTime.parse(time))
                                .atZone(BERLIN)))
                .isEqualTo(quiet);
    }

    /** On 2027-03-28 no clock in Berlin shows 02:00 to 02:59. */
    @ParameterizedTest
    @CsvSource({
        "22:00-07:00, 2027-03-27T22:00+01:00, true",
        "22:00-07:00, 2027-03-28T01:59:59+01:00, true",
        "22:00-07:00, 2027-03-28T03:00+02:00, true",
        "22:00-07:00, 2027-03-28T06:59:59+02:00, true",
        "22:00-07:00, 2027-03-28T07:00+02:00, false",
        "02:30-07:00, 2027-03-28T01:59:59+01:00, false",
        "02:30-07:00, 2027-03-28T03:00+02:00, true",
        "22:00-02:30, 2027-03-28T01:59:59+01:00, true",
        "22:00-02:30, 2027-03-28T03:00+02:00, false",
        "02:10-02:40, 2027-03-28T03:00+02:00, false",
        "02:10-02:40, 2027-03-29T02:10+02:00, true"
    })
    void whereClocksArePutForwardATimeThatDoesNotComeIsWhenTheyAre(String hours, OffsetDateTime time, boolean quiet) {
        assertThat(new QuietHours(hours).covers(time.atZoneSameInstant(BERLIN))).isEqualTo(quiet);
    }

    /** On 2026-10-25 each clock in Berlin shows 02:00 to 02:59 twice. */
    @ParameterizedTest
    @CsvSource({
        "22:00-07:00, 2026-10-24T22:00+02:00, true",
        "22:00-07:00, 2026-10-25T02:30+02:00, true",
        "22:00-07:00, 2026-10-25T02:30+01:00, true",
        "22:00-07:00, 2026-10-25T06:59:59+01:00, true",
        "22:00-07:00, 2026-10-25T07:00+01:00, false",
        "02:30-07:00, 2026-10-25T02:29:59+02:00, false",
        "02:30-07:00, 2026-10-25T02:30+02:00, true",
        "02:30-07:00, 2026-10-25T02:10+01:00, true",
        "22:00-02:30, 2026-10-25T02:45+02:00, true",
        "22:00-02:30, 2026-10-25T02:29:59+01:00, true",
        "22:00-02:30, 2026-10-25T02:30+01:00, false"
    })
    void whereClocksArePutBackItStaysQuietOnceItIs(String hours, OffsetDateTime time, boolean quiet) {
        assertThat(new QuietHours(hours).covers(time.atZoneSameInstant(BERLIN))).isEqualTo(quiet);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "22-07", "22:00-24:00", "22:60-07:00", "7:00-8:00", "08:00-08:00", "22:00-07:00 ", "yes"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> new QuietHours(text))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("22:00-07:00");
    }

    @Test
    void whoeverCallsIsToldUntilWhen() {
        assertThat(new QuietHours("22:00-07:00").words()).isEqualTo("Not to be disturbed until 07:00");
        assertThat(new QuietHours("ON").words()).isEqualTo("Not to be disturbed");
    }

    @Test
    void whoIsGoneHasNoLeaveToRingLeftForWhoeverHasTheNameNext() {
        Settings settings = Settings.DEFAULT.with("ring-when-quiet", "Bob").with("ring-when-quiet", "carol");
        assertThat(settings.quietExceptions()).containsExactly("Bob", "carol");
        assertThat(settings.forgetting("bob").quietExceptions()).containsExactly("carol");
        assertThat(settings.with("silence-when-quiet", "CAROL").quietExceptions())
                .containsExactly("Bob");
    }
}
