package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.Octets;
import org.jspecify.annotations.Nullable;

/**
 * What a stranger asked for.
 *
 * @param id SHA-256 of the order's id, 32 bytes
 * @param holder by this the stranger's certificate is known again, 32 bytes
 * @param account the account's name; a renewal has that of the account which it renews
 * @param owner SHA-256 of the account's secret, 32 bytes
 * @param placedSeconds when, in seconds since 1970
 * @param validSeconds how long the account lasts from when it opens; 0 for ever
 * @param ticket SHA-256 of the voucher or the work with which it was paid at once, or null
 * @param price what is to be paid by Bitcoin, or null
 * @param message the account line, encrypted to the stranger
 */
public record SignUpOrder(
        Octets id,
        Octets holder,
        String account,
        Octets owner,
        long placedSeconds,
        long validSeconds,
        @Nullable Octets ticket,
        @Nullable Price price,
        String message) {
    /**
     * What is to be paid, and where.
     *
     * @param key the extended public key from which the address was made, 16 bytes
     * @param index the address' index, which no other order of that key ever has
     * @param satoshi the price
     * @param confirmations how many blocks must have it
     * @param deadlineSeconds until when it must have been seen, in seconds since 1970
     */
    public record Price(
            Octets key,
            int index,
            String address,
            Octets script,
            long satoshi,
            int confirmations,
            long deadlineSeconds) {
        public Price {
            if (index < 0 || satoshi < 1 || confirmations < 1) {
                throw new IllegalArgumentException("a price has an index, an amount, and at least one confirmation");
            }
        }
    }

    public SignUpOrder {
        id.requireLength(32, "order's id");
        if ((ticket == null) == (price == null)) {
            throw new IllegalArgumentException("an order has either a price or a ticket");
        }
    }
}
