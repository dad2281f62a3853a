package io.voider.nat;

import io.netty.util.concurrent.Ticker;
import java.time.InstantSource;

/**
 * The time of a server: how much of it passes, and, for what ends at an hour that another program names, which it is.
 *
 * @param ticker never goes back
 * @param calendar may be set by people
 */
public record Clocks(Ticker ticker, InstantSource calendar) {
    /** The machine's. */
    public static Clocks system() {
        return new Clocks(Ticker.systemTicker(), InstantSource.system());
    }

    /** Nanoseconds of a clock that never goes back. */
    public long nanos() {
        return ticker.nanoTime();
    }

    public long unixSeconds() {
        return calendar.instant().getEpochSecond();
    }
}
