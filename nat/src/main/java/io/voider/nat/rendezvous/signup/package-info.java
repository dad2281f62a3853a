/**
 * Strangers get accounts by themselves: with an OpenPGP key and a payment, a voucher, or work that their machine did. The {@link
 * io.voider.nat.rendezvous.signup.OrderBook} is pure: changes in, what is due out. Each change is in the journal before anybody
 * hears of it, so the book after a crash is the book before it.
 *
 * <p>The account line is made and encrypted when the order is placed, and only the encrypted form is kept; a payment sets it free.
 * Order ids, voucher codes and work are kept as their SHA-256.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.signup;
