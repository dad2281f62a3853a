package io.voider.rtp.gate;

import java.time.Duration;

/**
 * How much the gate lets in, and for how long.
 *
 * @param passagesPerCall highest number of passages of one call, at least 1
 * @param passages highest number in all, at least {@code passagesPerCall}
 * @param silence a call that is not on hold and of which nothing passed for so long, in either direction, is silent
 */
public record GateLimits(int passagesPerCall, int passages, Duration silence) {
    /** 64 passages a call, 4,096 in all, five minutes of silence. */
    public static final GateLimits DEFAULT = new GateLimits(64, 4_096, Duration.ofMinutes(5));

    /** Refuses limits that would let nothing in. */
    public GateLimits {
        if (passagesPerCall < 1 || passages < passagesPerCall) {
            throw new IllegalArgumentException(passagesPerCall + " passages a call and " + passages
                    + " in all: a call needs one, and the gate room for one call");
        }
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("silence of " + silence + " would call every call silent at once");
        }
    }

    /** The same, but for what counts as silence. */
    public GateLimits withSilence(Duration newSilence) {
        return new GateLimits(passagesPerCall, passages, newSilence);
    }
}
