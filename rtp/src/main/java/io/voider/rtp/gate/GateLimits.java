package io.voider.rtp.gate;

import java.time.Duration;

/**
 * How much the gate lets in, and for how long.
 *
 * @param pinholesPerCall highest number of pinholes of one call, at least 1
 * @param pinholes highest number in all, at least {@code pinholesPerCall}
 * @param silence a call that is not on hold and of which nothing passed for so long, in either direction, is closed
 */
public record GateLimits(int pinholesPerCall, int pinholes, Duration silence) {
    /** 64 pinholes a call, 4,096 in all, five minutes of silence. */
    public static final GateLimits DEFAULT = new GateLimits(64, 4_096, Duration.ofMinutes(5));

    /** Refuses limits that would let nothing in. */
    public GateLimits {
        if (pinholesPerCall < 1 || pinholes < pinholesPerCall) {
            throw new IllegalArgumentException(pinholesPerCall + " pinholes a call and " + pinholes
                    + " in all: a call needs one, and the gate room for one call");
        }
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("silence of " + silence + " would close every call at once");
        }
    }
}
