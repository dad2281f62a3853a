package io.voider.transport.identity;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The exchange's tls-crypt-v2 server key: makes friends' keys, and {@link FriendProofs} of what they made with them.
 *
 * <pre>
 * server key   128 bytes: Ke = bytes 0–31, Ka = bytes 64–95
 * WKc          T (32) ‖ AES-256-CTR(Ke, T[0..15], Kc (256) ‖ metadata) ‖ length of all of it (2, big-endian)
 * T            HMAC-SHA256(Ka, length ‖ Kc ‖ metadata)
 * metadata     0x00 ‖ number (1) ‖ id (16)
 * </pre>
 *
 * <p>From OpenVPN's {@code doc/tls-crypt-v2.txt}.
 */
public final class TlsCryptServerKey {
    static final String LABEL = "OpenVPN tls-crypt-v2 server key";

    /** The first byte of the first datagram of a session: opcode 10, key id 0. */
    public static final int HARD_RESET_CLIENT_V3 = 10 << 3;

    private static final int ENCODED_BYTES = 128;
    private static final int TAG_BYTES = 32;
    private static final int LENGTH_BYTES = 2;
    private static final byte METADATA_USER = 0;

    private final byte[] encoded;

    private TlsCryptServerKey(byte[] encoded) {
        this.encoded = encoded;
    }

    static TlsCryptServerKey random(SecureRandom random) {
        byte[] encoded = new byte[ENCODED_BYTES];
        random.nextBytes(encoded);
        return new TlsCryptServerKey(encoded);
    }

    static TlsCryptServerKey decode(byte[] encoded) {
        HandoverException.require(encoded.length == ENCODED_BYTES, "this is no tls-crypt-v2 server key");
        return new TlsCryptServerKey(encoded.clone());
    }

    byte[] encoded() {
        return encoded.clone();
    }

    /** As OpenVPN reads it. */
    public String pem() {
        return Pem.encode(LABEL, encoded);
    }

    /** A new key for a friend. */
    TlsCryptClientKey issue(Subscriber subscriber, SecureRandom random) {
        byte[] key = new byte[TlsCryptClientKey.KEY_BYTES];
        random.nextBytes(key);
        return TlsCryptClientKey.of(key, wrap(key, subscriber));
    }

    private byte[] wrap(byte[] key, Subscriber subscriber) {
        byte[] user = subscriber.metadata();
        byte[] plain = Arrays.copyOf(key, key.length + 1 + user.length);
        plain[key.length] = METADATA_USER;
        System.arraycopy(user, 0, plain, key.length + 1, user.length);
        int length = TAG_BYTES + plain.length + LENGTH_BYTES;
        byte[] lengthBytes = {(byte) (length >>> 8), (byte) length};
        byte[] tag = hmac(encoded, 64, lengthBytes, 0, lengthBytes.length, plain);
        byte[] secret = aesCtr(encoded, 0, tag, plain, 0, plain.length);
        byte[] wrapped = Arrays.copyOf(tag, length);
        System.arraycopy(secret, 0, wrapped, TAG_BYTES, secret.length);
        System.arraycopy(lengthBytes, 0, wrapped, length - LENGTH_BYTES, LENGTH_BYTES);
        return wrapped;
    }

    /** By which the datagrams of that friend are told from all others. */
    public FriendProofs proofs(Subscriber subscriber) {
        return new FriendProofs(encoded, subscriber);
    }

    private static byte[] aesCtr(byte[] keys, int keyAt, byte[] iv, byte[] data, int offset, int length) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys, keyAt, 32, "AES"), new IvParameterSpec(iv, 0, 16));
            return cipher.doFinal(data, offset, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }

    private static byte[] hmac(byte[] keys, int keyAt, byte[] head, int offset, int length, byte[] rest) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys, keyAt, 32, "HmacSHA256"));
            mac.update(head, offset, length);
            return mac.doFinal(rest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
