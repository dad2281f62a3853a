package io.voider.nat.rendezvous.wire;

import org.jspecify.annotations.Nullable;

/**
 * How far an order is, as a rendezvous says it in JSON to whoever has its id.
 *
 * @param id 128 random bits in base64url; nothing about the order can be read without it
 * @param state such as {@code awaited}, {@code seen}, {@code ready}
 * @param words the same for people
 * @param address where to pay, or null if nothing is to be paid
 * @param bitcoin the price in BTC with 8 decimals
 * @param satoshi the same in satoshi
 * @param seenSatoshi what has been seen of it in time, confirmed or not
 * @param uri for wallets (BIP 21)
 * @param confirmations how many blocks must have it
 * @param deadline until when the payment must have been seen, such as {@code 2026-11-29T21:15:00Z}
 * @param message the account line, encrypted, if the account is there
 */
public record OrderAnswer(
        String id,
        String state,
        String words,
        @Nullable String address,
        @Nullable String bitcoin,
        long satoshi,
        long seenSatoshi,
        @Nullable String uri,
        int confirmations,
        @Nullable String deadline,
        @Nullable String message) {}
