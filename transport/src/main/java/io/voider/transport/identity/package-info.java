/**
 * Who may speak to an exchange: its authority, certificates, tls-crypt-v2 keys, and the files that are handed over.
 *
 * <p>An exchange has one {@link io.voider.transport.identity.Authority}. Each friend gets one certificate and one
 * tls-crypt-v2 key, both of which carry their number and a random id ({@link io.voider.transport.identity.Subscriber}), so
 * that a number given out anew never admits the one who had it before. What the friend receives is an
 * {@link io.voider.transport.identity.Invitation}; what they may give back is an
 * {@link io.voider.transport.identity.AccessCredential}. Both are strict texts: a file is accepted only if it is, byte
 * for byte, what voider would have written for the values in it. So no directive can be smuggled in, whatever OpenVPN
 * learns to do in later versions.
 *
 * <p>Everything here is values and bytes; only {@code save} and {@code load} touch the disk, durably and with mode 0600.
 * Nothing reads a clock: time is a parameter. All of it blocks for milliseconds (signatures) to about a second (Argon2id
 * in {@link io.voider.transport.identity.SealedHandover}): never on an event loop.
 */
package io.voider.transport.identity;
