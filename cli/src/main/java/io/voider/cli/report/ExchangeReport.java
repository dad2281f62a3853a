package io.voider.cli.report;

import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.ShortNumbers;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that this node joined, or left.
 *
 * @param name what it is called here
 * @param index its number i
 * @param me this node's number there
 * @param shortNumber what to dial for short, or null if there is none, or none any more
 * @param dial what to dial for the first phone of its owner
 * @param warning why the line may not come up, or where it leads, a sentence; empty if nothing is known against it
 */
public record ExchangeReport(
        String name, int index, int me, @Nullable Integer shortNumber, String dial, String warning) {
    /** About that exchange. */
    public static ExchangeReport of(JoinedExchange exchange) {
        return of(exchange, ShortNumbers.NONE, "");
    }

    /** About that exchange, of which something is to be said. */
    public static ExchangeReport of(JoinedExchange exchange, ShortNumbers numbers, String warning) {
        return new ExchangeReport(
                exchange.name(),
                exchange.index(),
                exchange.me(),
                numbers.of(exchange.index(), 1),
                "10." + exchange.index() + ".1.1",
                warning);
    }
}
