package io.voider.sip.call;

import java.time.Duration;

/**
 * What calls may cost, and how long each stage of one may last. Durations follow RFC 3261: T1 is 500 ms, and a transaction
 * that has heard nothing for 64 T1 is given up by both ends.
 *
 * @param calls the most calls at once, those that ended a moment ago included
 * @param callsPerLine the same for those on whom calls are {@link Booking booked}, so that one friend cannot use up what the others
 *     need
 * @param dialogsPerCall the most branches of a forked call
 * @param pinholesPerCall the most ports that one call opens
 * @param ladderEntries the most messages that a call remembers for display
 * @param transactionNanos 64 T1: how long an INVITE without any answer lives, and how long an ended call is remembered so
 *     that what arrives late is known for what it is
 * @param ringingNanos how long a phone may ring without another word (RFC 3261's timer C, which must exceed three minutes)
 * @param silentNanos how long an answered call without session timer (RFC 4028) may go without any signalling
 */
public record CallLimits(
        int calls,
        int callsPerLine,
        int dialogsPerCall,
        int pinholesPerCall,
        int ladderEntries,
        long transactionNanos,
        long ringingNanos,
        long silentNanos) {
    /** Enough for any home, little enough for a small machine: a full house is some 8 MB. */
    public static final CallLimits DEFAULT = new CallLimits(
            1024,
            16,
            8,
            64,
            64,
            Duration.ofSeconds(32).toNanos(),
            Duration.ofMinutes(10).toNanos(),
            Duration.ofHours(24).toNanos());

    /** The longest Call-ID, tag or branch that is remembered as it is; of a longer one its beginning and its hash are. */
    static final int IDENTIFIER_CHARACTERS = 256;

    public CallLimits {
        require("calls", calls);
        require("callsPerLine", callsPerLine);
        require("dialogsPerCall", dialogsPerCall);
        require("pinholesPerCall", pinholesPerCall);
        require("ladderEntries", ladderEntries);
        require("transactionNanos", transactionNanos);
        require("ringingNanos", ringingNanos);
        require("silentNanos", silentNanos);
    }

    private static void require(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
        }
    }
}
