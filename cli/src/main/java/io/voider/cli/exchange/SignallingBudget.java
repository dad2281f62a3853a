package io.voider.cli.exchange;

import io.voider.nat.limit.Rate;

/**
 * What one friend may ask of the exchange in SIP, over UDP and TCP together. A call with all that belongs to it is some twenty
 * messages of 1 KB.
 *
 * @param messages SIP messages and what pretends to be one
 * @param bytes what they weigh
 * @param calls INVITEs that begin a call
 * @param senders the most friends whose spending is remembered; beyond that the one not heard of for longest is forgotten
 * @param retryAfterSeconds what is said to who spent too much
 */
public record SignallingBudget(Rate messages, Rate bytes, Rate calls, int senders, int retryAfterSeconds) {
    /** Ten times what busy phones need. */
    public static final SignallingBudget DEFAULT =
            new SignallingBudget(new Rate(100, 400), new Rate(128 << 10, 512 << 10), new Rate(1, 32), 1024, 30);

    /** @throws IllegalArgumentException if the spending of no sender were remembered */
    public SignallingBudget {
        if (senders < 1 || retryAfterSeconds < 1) {
            throw new IllegalArgumentException(
                    "senders is " + senders + " and retryAfterSeconds " + retryAfterSeconds + ", must be at least 1");
        }
    }
}
