package io.voider.nat.stun;

import java.util.Random;

/**
 * The 96 bits that tie a response to its request (RFC 8489 section 5).
 *
 * @param high the first 4 bytes
 * @param low the last 8 bytes
 */
public record TransactionId(int high, long low) {
    /** Bytes on the wire. */
    public static final int BYTES = 12;

    /** A fresh id; {@code random} must be unpredictable to others, since the id is all that guards a bare Binding. */
    public static TransactionId next(Random random) {
        return new TransactionId(random.nextInt(), random.nextLong());
    }

    @Override
    public String toString() {
        return String.format("%08x%016x", high, low);
    }
}
