package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;

/**
 * An X25519 key pair that seals and opens envelopes, derived from a 32-byte seed (RFC 9180 section 7.1.3,
 * {@code DeriveKeyPair}). The seed is what is kept on disk; the rendezvous never sees it.
 */
public final class SealingKey {
    static final int SEED_LENGTH = 32;

    private final Octets seed;
    private final AsymmetricCipherKeyPair pair;
    private final Octets publicKey;

    private SealingKey(Octets seed) {
        this.seed = seed;
        HPKE suite = Sealer.suite();
        this.pair = suite.deriveKeyPair(seed.toBytes());
        this.publicKey = Octets.of(suite.serializePublicKey(pair.getPublic()));
    }

    /** A new key from 32 random bytes. */
    public static SealingKey random(RandomGenerator random) {
        return new SealingKey(Octets.random(random, SEED_LENGTH));
    }

    /** The key of a seed. @throws IllegalArgumentException if the seed is not 32 bytes */
    public static SealingKey of(Octets seed) {
        return new SealingKey(seed.requireLength(SEED_LENGTH, "sealing seed"));
    }

    /** The 32 secret bytes from which {@link #of} makes this key again. */
    public Octets seed() {
        return seed;
    }

    /** The 32-byte public key. */
    public Octets publicKey() {
        return publicKey;
    }

    AsymmetricCipherKeyPair pair() {
        return pair;
    }

    @Override
    public String toString() {
        return "SealingKey[" + publicKey.text() + "]";
    }
}
