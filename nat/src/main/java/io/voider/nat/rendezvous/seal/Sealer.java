package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/**
 * Seals messages to one correspondent and opens theirs, with HPKE in mode auth (RFC 9180 section 5.1.3), suite
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, one encapsulation per message.
 *
 * <p>Envelope: {@code enc} (32 bytes), then the sealed {@link SealedMessage} (its fixed length and a 16-byte tag); so
 * every envelope is {@value #ENVELOPE_LENGTH} bytes. The {@code info} names the protocol, the direction, both public
 * keys and the reader's hash, so that an envelope taken from one friend, direction or capability opens in no other.
 */
public final class Sealer {
    public static final int ENVELOPE_LENGTH = 32 + SealedMessage.LENGTH + 16;

    private static final byte[] PROTOCOL = "voider rendezvous 1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_ASSOCIATED_DATA = {};
    private static final byte OFFERED = 1;
    private static final byte ANSWERED = 2;

    private final SealingKey own;
    private final AsymmetricKeyParameter peer;
    private final byte[] outgoing;
    private final byte[] incoming;

    private Sealer(SealingKey own, Octets peer, byte[] outgoing, byte[] incoming) {
        this.own = own;
        this.peer = suite().deserializePublicKey(peer.toBytes());
        this.outgoing = outgoing;
        this.incoming = incoming;
    }

    /** The friend's end. */
    public static Sealer ofReader(ReaderCapability capability) {
        SealingKey own = SealingKey.of(capability.sealingSeed());
        Octets reader = capability.secret().sha256();
        return new Sealer(
                own,
                capability.ownerKey(),
                info(OFFERED, capability.ownerKey(), own.publicKey(), reader),
                info(ANSWERED, capability.ownerKey(), own.publicKey(), reader));
    }

    /** The owner's end for one friend. */
    public static Sealer ofOwner(SealingKey own, ReaderRegistration friend) {
        return new Sealer(
                own,
                friend.friendKey(),
                info(ANSWERED, own.publicKey(), friend.friendKey(), friend.reader()),
                info(OFFERED, own.publicKey(), friend.friendKey(), friend.reader()));
    }

    /** A suite to be used once: it keeps hashes and keys between its steps, so two threads may not share one. */
    static HPKE suite() {
        return new HPKE(HPKE.mode_auth, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    }

    private static byte[] info(byte direction, Octets owner, Octets friend, Octets reader) {
        byte[] info = new byte[PROTOCOL.length + 1 + 3 * 32];
        System.arraycopy(PROTOCOL, 0, info, 0, PROTOCOL.length);
        info[PROTOCOL.length] = direction;
        int offset = PROTOCOL.length + 1;
        for (Octets part : new Octets[] {owner, friend, reader}) {
            System.arraycopy(part.toBytes(), 0, info, offset, 32);
            offset += 32;
        }
        return info;
    }

    Octets seal(SealedMessage message) {
        try {
            byte[][] sealed =
                    suite().seal(peer, outgoing, NO_ASSOCIATED_DATA, message.encode(), null, null, own.pair());
            byte[] envelope = Arrays.copyOf(sealed[1], ENVELOPE_LENGTH);
            System.arraycopy(sealed[1], 0, envelope, 0, 32);
            System.arraycopy(sealed[0], 0, envelope, 32, sealed[0].length);
            return Octets.of(envelope);
        } catch (InvalidCipherTextException impossible) {
            throw new IllegalStateException("sealing cannot fail", impossible);
        }
    }

    /** The message, or nothing if the correspondent did not make this envelope for this direction. */
    Optional<SealedMessage> open(Octets envelope) {
        if (envelope.length() != ENVELOPE_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes = envelope.toBytes();
        byte[] enc = Arrays.copyOf(bytes, 32);
        byte[] sealed = Arrays.copyOfRange(bytes, 32, bytes.length);
        try {
            return SealedMessage.decode(
                    suite().open(enc, own.pair(), incoming, NO_ASSOCIATED_DATA, sealed, null, null, peer));
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException forged) {
            // The tag does not fit, or enc is a point of small order, which X25519 agreement refuses.
            return Optional.empty();
        }
    }
}
