/**
 * What two homes say to each other through a server that must neither read nor forge it: keys, the right to be heard
 * ({@link io.voider.nat.rendezvous.seal.ReaderCapability}), envelopes, and sessions of them
 * ({@link io.voider.nat.rendezvous.seal.SealedSession}). Pure: time and randomness come in, envelopes go out.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.seal;
