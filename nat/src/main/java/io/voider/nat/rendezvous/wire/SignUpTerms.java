package io.voider.nat.rendezvous.wire;

import org.jspecify.annotations.Nullable;

/**
 * On what terms a rendezvous lets strangers in, as its {@code /terms} says in JSON.
 *
 * @param open whether it does at all
 * @param bitcoin the price in BTC with 8 decimals, or null if one cannot pay
 * @param satoshi the same in satoshi; 0 if one cannot pay
 * @param withinSeconds how long one has to pay
 * @param confirmations how many blocks must have the payment
 * @param vouchers whether a voucher is taken
 * @param workBits how much work is taken instead, in bits of {@link ProofOfWork}; 0 if none
 * @param hour the server's, for work: in hours since 1970
 * @param validSeconds how long an account lasts; 0 for ever
 * @param signer fingerprint of the key that signs account lines, in capital hexadecimal digits, or null if they are not signed; its
 *     certificate is at {@code /operator.asc}
 * @param trouble why one cannot pay, or sign up at all, at the moment, or null
 */
public record SignUpTerms(
        boolean open,
        @Nullable String bitcoin,
        long satoshi,
        long withinSeconds,
        int confirmations,
        boolean vouchers,
        int workBits,
        long hour,
        long validSeconds,
        @Nullable String signer,
        @Nullable String trouble) {}
