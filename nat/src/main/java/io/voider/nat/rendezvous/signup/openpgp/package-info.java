/**
 * A stranger's OpenPGP certificate (RFC 9580), and what is encrypted to it. A certificate is walked, packet by packet, and held to
 * narrow bounds before any arithmetic is done with what stands in it; only then does BouncyCastle look at bindings, expiry and
 * revocation. Pure: bytes and the time in, text out.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.signup.openpgp;
