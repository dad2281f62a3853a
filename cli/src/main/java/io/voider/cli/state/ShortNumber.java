package io.voider.cli.state;

import org.jspecify.annotations.Nullable;

/**
 * A short number that was given to a line.
 *
 * @param number what one dials: 20…89 or 200…899
 * @param exchange i of the line's {@code 10.i.s.1}: 1…254
 * @param subscriber s of it: 1…254
 * @param name who has it, or had it last
 * @param inUse whether the line has it now; else it had it before, and nobody else gets it
 */
public record ShortNumber(int number, int exchange, int subscriber, String name, boolean inUse) {
    /** @throws StateException if it is no number that a line can have */
    public ShortNumber {
        require(number);
        StateException.require(
                isOctet(exchange) && isOctet(subscriber),
                "short number " + number + " is of no line: 10." + exchange + "." + subscriber + ".1");
        StateException.requireName(name);
    }

    /**
     * Makes sure that a line can have that number.
     *
     * @throws StateException if not
     */
    public static void require(int number) {
        StateException.require(
                isOfALine(number),
                number + " cannot be a line's short number: those are 20 to 89 and 200 to 899;"
                        + " 1xx are your own phones, 9xx services");
    }

    /**
     * Whether somebody means a line by a number: its short one, or what one dials for its first phone, with dots or with stars.
     *
     * @param dial {@code 10.i.s.1}
     * @param number its short number, or null if it has none
     */
    public static boolean isMeant(String what, String dial, @Nullable Integer number) {
        return what.replace('*', '.').equals(dial)
                || (number != null && number.toString().equals(what));
    }

    private static boolean isOctet(int value) {
        return value >= 1 && value <= 254;
    }

    /** Whether a line can have it; 1xx are phones of one's own, 9xx services, and what begins so with two digits is nobody's. */
    static boolean isOfALine(int number) {
        return (number >= 20 && number <= 89) || (number >= 200 && number <= 899);
    }

    boolean isOf(int i, int s) {
        return exchange == i && subscriber == s;
    }

    ShortNumber inUse(boolean now) {
        return new ShortNumber(number, exchange, subscriber, name, now);
    }
}
