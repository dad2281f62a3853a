package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When no friend's call rings here: never, always, or between two times of each day, by the clock on the wall.
 *
 * @param text {@code off}, {@code on}, or {@code 22:00-07:00}
 */
public record QuietHours(@JsonValue String text) {
    /** Calls ring at all times. */
    public static final QuietHours OFF = new QuietHours("off");

    private static final String ALWAYS = "on";
    private static final Pattern HOURS =
            Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])");

    /** @throws StateException if the text says none of these, or a time that ends when it begins */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public QuietHours {
        text = text.toLowerCase(Locale.ROOT);
        if (!text.equals("off") && !text.equals(ALWAYS)) {
            Matcher hours = HOURS.matcher(text);
            StateException.require(
                    hours.matches() && !begin(hours).equals(end(hours)),
                    "quiet is on, off, or hours such as 22:00-07:00, not '" + text + "'");
        }
    }

    private static LocalTime begin(Matcher hours) {
        return LocalTime.of(Integer.parseInt(hours.group(1)), Integer.parseInt(hours.group(2)));
    }

    private static LocalTime end(Matcher hours) {
        return LocalTime.of(Integer.parseInt(hours.group(3)), Integer.parseInt(hours.group(4)));
    }

    /**
     * Whether it is quiet then; from the first minute on, and no longer at the last one. Where clocks are put back, and a time comes
     * twice, it is quiet from its first until its last; where they are put forward, a time that does not come is when they are.
     */
    public boolean covers(ZonedDateTime time) {
        Matcher hours = HOURS.matcher(text);
        if (!hours.matches()) {
            return text.equals(ALWAYS);
        }
        LocalDate today = time.toLocalDate();
        return covers(hours, today.minusDays(1), time) || covers(hours, today, time);
    }

    /** Whether that is within the quiet time that begins on that day. */
    private static boolean covers(Matcher hours, LocalDate day, ZonedDateTime time) {
        ZoneRules rules = time.getZone().getRules();
        LocalDate lastDay = begin(hours).isBefore(end(hours)) ? day : day.plusDays(1);
        Instant first = instant(day.atTime(begin(hours)), rules, true);
        Instant last = instant(lastDay.atTime(end(hours)), rules, false);
        return !time.toInstant().isBefore(first) && time.toInstant().isBefore(last);
    }

    /** When a clock on the wall shows that: for the first time or the last, if it does so twice. */
    private static Instant instant(LocalDateTime time, ZoneRules rules, boolean first) {
        ZoneOffsetTransition change = rules.getTransition(time);
        if (change == null) {
            return time.toInstant(rules.getOffset(time));
        }
        return change.isGap()
                ? change.getInstant()
                : time.toInstant(first ? change.getOffsetBefore() : change.getOffsetAfter());
    }

    /** What a caller is told then, in the few words that fit a display. */
    public String words() {
        Matcher hours = HOURS.matcher(text);
        return hours.matches() ? "Not to be disturbed until " + end(hours) : "Not to be disturbed";
    }
}
