package io.voider.nat.rendezvous.signup;

/**
 * Money that is not the operator's. Nothing is sent by itself: who paid must say where to.
 *
 * @param id the order's, hashed
 * @param address to which it was paid
 * @param index of the address
 * @param satoshi how much is due
 */
public record RefundDue(String id, String address, int index, long satoshi, Why why) {
    /** Why it is due. */
    public enum Why {
        /** More than the price, or the price more than once. */
        OVERPAID,
        /** Less than the price when the deadline came. */
        UNDERPAID,
        /** After the deadline. */
        LATE
    }
}
