package io.voider.cli.report;

import io.voider.cli.state.ShortNumber;

/**
 * A line's short number.
 *
 * @param number what one dials
 * @param name the friend or the exchange
 * @param dial the whole number of its first phone, {@code 10.i.s.1}
 */
public record NumberReport(int number, String name, String dial) {
    /** About that number. */
    public static NumberReport of(ShortNumber given) {
        return new NumberReport(
                given.number(), given.name(), "10." + given.exchange() + "." + given.subscriber() + ".1");
    }
}
