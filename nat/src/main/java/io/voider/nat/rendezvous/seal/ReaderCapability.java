package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What one friend holds: the right to see whether an exchange is up and to send it sealed offers, and the keys for that.
 *
 * <p>The owner makes one for each friend, gives its {@link #text()} in the invitation, and registers only its
 * {@link #registration()}. The rendezvous learns {@code secret} when the friend uses it, never {@code sealingSeed}.
 *
 * <p>Text: base64url of version 1 (1 byte), {@code secret} (32), {@code ownerKey} (32), {@code sealingSeed} (32); 130
 * characters.
 *
 * @param secret 32 bytes that the rendezvous knows by their SHA-256 only
 * @param ownerKey the owner's X25519 public key, 32 bytes
 * @param sealingSeed the 32-byte seed of the friend's own {@link SealingKey}
 */
public record ReaderCapability(Octets secret, Octets ownerKey, Octets sealingSeed) {
    public static final int SECRET_LENGTH = 32;
    private static final int VERSION = 1;
    private static final int LENGTH = 1 + 3 * 32;

    public ReaderCapability {
        secret.requireLength(SECRET_LENGTH, "reader secret");
        ownerKey.requireLength(32, "owner's public key");
        sealingSeed.requireLength(SealingKey.SEED_LENGTH, "sealing seed");
    }

    /** A new capability for one friend of the owner whose public sealing key is given. */
    public static ReaderCapability create(Octets ownerPublicKey, RandomGenerator random) {
        return new ReaderCapability(
                Octets.random(random, SECRET_LENGTH), ownerPublicKey, Octets.random(random, SealingKey.SEED_LENGTH));
    }

    /** Reads {@link #text()}. @throws IllegalArgumentException if it is damaged or of another version */
    public static ReaderCapability parse(String text) {
        byte[] bytes = Octets.parse(text).requireLength(LENGTH, "capability").toBytes();
        if (bytes[0] != VERSION) {
            throw new IllegalArgumentException("capability has version " + bytes[0] + ", this program knows version "
                    + VERSION + ": ask for a new invitation or update");
        }
        return new ReaderCapability(part(bytes, 0), part(bytes, 1), part(bytes, 2));
    }

    /** The opaque text for the invitation. */
    public String text() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(LENGTH);
        bytes.write(VERSION);
        bytes.writeBytes(secret.toBytes());
        bytes.writeBytes(ownerKey.toBytes());
        bytes.writeBytes(sealingSeed.toBytes());
        return Octets.of(bytes.toByteArray()).text();
    }

    /** What the owner keeps of it, and registers. */
    public ReaderRegistration registration() {
        return new ReaderRegistration(
                secret.sha256(), SealingKey.of(sealingSeed).publicKey());
    }

    private static Octets part(byte[] bytes, int index) {
        return Octets.of(Arrays.copyOfRange(bytes, 1 + 32 * index, 1 + 32 * (index + 1)));
    }
}
