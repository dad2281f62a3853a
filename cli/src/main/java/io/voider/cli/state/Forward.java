package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That another phone of this home rings in place of one, or with it.
 *
 * @param text {@code 1 to 2}, {@code 1 to 2 if busy}, {@code 1 to 2 after 20s} or {@code 1 to 2 together}
 */
public record Forward(@JsonValue String text) {
    /** When the other phone rings. */
    public enum When {
        /** At once, and the first does not. */
        ALWAYS,
        /** When the first is busy. */
        BUSY,
        /** When the first has rung for a while, and then it does no more. */
        UNANSWERED,
        /** At once, with the first. */
        TOGETHER
    }

    private static final Pattern FORM =
            Pattern.compile("([1-9][0-9]{0,2}) to ([1-9][0-9]{0,2})( if busy| after ([0-9]{1,3})s| together)?");
    private static final int HIGHEST_PHONE = 254;
    private static final int FEWEST_SECONDS = 5;
    private static final int MOST_SECONDS = 120;

    /** @throws StateException if the text says none of these, or one that cannot be */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Forward {
        Matcher form = FORM.matcher(text);
        StateException.require(
                form.matches(),
                "a forward is such as '1 to 2', and is told when by '1 to 2 if busy', '1 to 2 after 20s' or '1 to 2"
                        + " together', or the options for these, not '" + text + "'");
        int from = Integer.parseInt(form.group(1));
        int to = Integer.parseInt(form.group(2));
        StateException.require(from <= HIGHEST_PHONE && to <= HIGHEST_PHONE, "a phone's number is 1…254");
        StateException.require(from != to, "phone " + from + " cannot be forwarded to itself");
        int seconds = form.group(4) == null ? FEWEST_SECONDS : Integer.parseInt(form.group(4));
        StateException.require(
                seconds >= FEWEST_SECONDS && seconds <= MOST_SECONDS,
                "a phone rings for " + FEWEST_SECONDS + " to " + MOST_SECONDS + " seconds before another does, not "
                        + seconds);
    }

    private Matcher form() {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalStateException(text);
        }
        return form;
    }

    /** The phone that is called. */
    public int from() {
        return Integer.parseInt(form().group(1));
    }

    /** The phone that rings. */
    public int to() {
        return Integer.parseInt(form().group(2));
    }

    /** When it does. */
    public When when() {
        String condition = form().group(3);
        if (condition == null) {
            return When.ALWAYS;
        }
        return condition.equals(" if busy")
                ? When.BUSY
                : condition.equals(" together") ? When.TOGETHER : When.UNANSWERED;
    }

    /** For how long the first rings; 0 unless that counts. */
    public int afterSeconds() {
        String seconds = form().group(4);
        return seconds == null ? 0 : Integer.parseInt(seconds);
    }

    /** Whether it takes the place of another. */
    boolean replaces(Forward other) {
        boolean same = from() == other.from() && when() == other.when();
        return same && (when() != When.TOGETHER || to() == other.to());
    }
}
