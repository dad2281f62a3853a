package io.voider.rtp.gate;

/**
 * What may pass by one passage, as its packet path asks for it.
 *
 * @param intervalNanos the time that each packet takes of the passage's rate
 * @param burstNanos how far packets may be ahead of that rate
 * @param anything whether the first bytes may be anybody's
 */
record Allowance(long intervalNanos, long burstNanos, boolean anything) {
    /** What either lets in. */
    Allowance widest(Allowance other) {
        return new Allowance(
                Math.min(intervalNanos, other.intervalNanos),
                Math.max(burstNanos, other.burstNanos),
                anything || other.anything);
    }
}
