/**
 * As much of Bitcoin as a watch-only shop needs: addresses out of an extended public key (BIP 32, 84, 86, 173, 350), the outputs of
 * blocks, and a full node or an Electrum server that is asked for them. No private key is anywhere. All but {@link
 * io.voider.nat.rendezvous.signup.bitcoin.FullNode} and {@code ElectrumConnection} is pure.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.signup.bitcoin;
