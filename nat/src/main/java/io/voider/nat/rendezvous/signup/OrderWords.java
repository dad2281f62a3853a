package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.signup.SignUpOrder.Price;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Orders as strangers are told about them. */
final class OrderWords {
    private OrderWords() {}

    static OrderAnswer of(String id, SignUpOrder order, OrderState state, long seenSatoshi) {
        Price price = order.price();
        boolean ready = state == OrderState.READY || state == OrderState.UNCONFIRMED;
        return new OrderAnswer(
                id,
                state.name().toLowerCase(Locale.ROOT),
                words(state, price, seenSatoshi),
                price == null ? null : price.address(),
                price == null ? null : BitcoinAmount.text(price.satoshi()),
                price == null ? 0 : price.satoshi(),
                seenSatoshi,
                price == null ? null : "bitcoin:" + price.address() + "?amount=" + BitcoinAmount.text(price.satoshi()),
                price == null ? 0 : price.confirmations(),
                price == null
                        ? null
                        : Instant.ofEpochSecond(price.deadlineSeconds()).toString(),
                ready ? order.message() : null);
    }

    private static String words(OrderState state, @Nullable Price price, long seen) {
        return switch (state) {
            case AWAITED -> "Nothing has been seen of the payment yet.";
            case SEEN ->
                price != null && seen < price.satoshi()
                        ? BitcoinAmount.text(seen) + " BTC have been seen, which is too little: send the rest, "
                                + BitcoinAmount.text(price.satoshi() - seen) + " BTC, to the same address."
                        : "The payment has been seen, and waits for its confirmations.";
            case PAID -> "Paid; the account is being made.";
            case READY -> "The account is ready: decrypt the message with gpg --decrypt.";
            case UNCONFIRMED ->
                "The account is ready, but the chain has dropped the block with the payment. If the payment does not"
                        + " come back within " + OrderBook.PATIENCE_BLOCKS + " blocks, the account is taken away.";
            case SUSPENDED ->
                "The payment has gone from the chain and did not come back, so the account was taken away. It comes"
                        + " back with the payment.";
            case ENDED -> "The account's time is over: order again with the same key to prolong it.";
            case UNDERPAID ->
                "Too little had been paid at the deadline: ask the operator to send it back. A new order has a new"
                        + " address.";
            case LAPSED ->
                "Nothing was paid before the deadline: do not pay to this address any more, but order again.";
        };
    }
}
