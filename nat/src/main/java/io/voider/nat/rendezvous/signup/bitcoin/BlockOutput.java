package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;

/**
 * Something that was paid to somebody.
 *
 * @param transaction the transaction's hash, in the order of bytes in which it is computed
 * @param number the output's place in it
 * @param satoshi 0 to 2.1 × 10¹⁵
 * @param script who may have it
 */
public record BlockOutput(Octets transaction, int number, long satoshi, Octets script) {}
