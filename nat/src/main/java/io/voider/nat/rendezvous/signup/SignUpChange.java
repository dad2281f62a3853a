package io.voider.nat.rendezvous.signup;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.voider.nat.rendezvous.Octets;

/** One durable change of what is known about sign-ups. To apply one twice is harmless. Nothing in it is secret but what it is about. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SignUpChange.VoucherMade.class, name = "voucher-made"),
    @JsonSubTypes.Type(value = SignUpChange.OrderPlaced.class, name = "order-placed"),
    @JsonSubTypes.Type(value = SignUpChange.IndicesSpent.class, name = "indices-spent"),
    @JsonSubTypes.Type(value = SignUpChange.PaymentNoted.class, name = "payment-noted"),
    @JsonSubTypes.Type(value = SignUpChange.BlockFollowed.class, name = "block-followed"),
    @JsonSubTypes.Type(value = SignUpChange.BlockUndone.class, name = "block-undone"),
    @JsonSubTypes.Type(value = SignUpChange.AccountOpened.class, name = "account-opened"),
    @JsonSubTypes.Type(value = SignUpChange.OrderSuspended.class, name = "order-suspended"),
    @JsonSubTypes.Type(value = SignUpChange.AccountClosed.class, name = "account-closed")
})
public sealed interface SignUpChange {
    /** The operator has made a voucher, whose code has this SHA-256. */
    record VoucherMade(Octets code) implements SignUpChange {}

    /** A stranger has placed an order. A voucher that pays for it is used up, its address' index spent. */
    record OrderPlaced(SignUpOrder order) implements SignUpChange {}

    /** All indices of that key below {@code next} have been used, by orders that may have been forgotten since. */
    record IndicesSpent(Octets key, int next) implements SignUpChange {}

    /**
     * An output that pays to an order's script.
     *
     * @param inTime whether it was seen before the deadline; once true it stays so
     * @param height of the block that has it, or −1 while none has
     */
    record PaymentNoted(Octets script, Octets transaction, int number, long satoshi, boolean inTime, int height)
            implements SignUpChange {}

    /** All payments of that block have been noted. */
    record BlockFollowed(int height, Octets hash) implements SignUpChange {}

    /** The block of that height has gone from the chain, and with it whatever it confirmed. */
    record BlockUndone(int height) implements SignUpChange {}

    /** The order's account has been written, or prolonged. */
    record AccountOpened(Octets id, long atSeconds) implements SignUpChange {}

    /** The order's payment has gone from the chain and did not come back. */
    record OrderSuspended(Octets id) implements SignUpChange {}

    /** The account has been taken away. */
    record AccountClosed(String account) implements SignUpChange {}
}
