package io.voider.nat.rendezvous.signup;

/** How far an order is. */
public enum OrderState {
    /** Nothing has been seen of its payment, and there is time. */
    AWAITED,
    /** A payment has been seen, or part of one: too little of it, or too few confirmations. Grants nothing. */
    SEEN,
    /** Paid; the account is being written. */
    PAID,
    /** The account is there. */
    READY,
    /** The account is there, but a block with its payment has gone from the chain; it has some blocks to come back. */
    UNCONFIRMED,
    /** The payment did not come back, and the account was taken away. It comes back with the payment. */
    SUSPENDED,
    /** The account's time is over. */
    ENDED,
    /** Too little had been paid at the deadline. */
    UNDERPAID,
    /** Nothing had been paid at the deadline. */
    LAPSED
}
