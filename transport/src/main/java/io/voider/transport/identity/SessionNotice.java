package io.voider.transport.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof that a notice between two shuttles comes from the other end of this very line: HMAC-SHA256 under a key
 * derived from the friend's tls-crypt-v2 key Kc, which only he and the exchange hold.
 *
 * <p>A notice is about one OpenVPN session, whose 8 random bytes of session id it covers. So a notice seen once says
 * nothing about any later session.
 */
public final class SessionNotice {
    /** Bytes of a proof. */
    public static final int PROOF_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    SessionNotice(byte[] tlsCryptKey) {
        key = new SecretKeySpec(
                hmac(
                        new SecretKeySpec(tlsCryptKey, ALGORITHM),
                        "voider session notice 1".getBytes(StandardCharsets.US_ASCII)),
                ALGORITHM);
    }

    /** The proof that the session of that id is lost. */
    public byte[] proof(long sessionId) {
        byte[] id = new byte[Long.BYTES];
        for (int i = 0; i < id.length; i++) {
            id[i] = (byte) (sessionId >>> (56 - 8 * i));
        }
        return hmac(key, id);
    }

    /** Whether {@code proof} is the proof for that session; takes equally long either way. */
    public boolean proves(long sessionId, byte[] proof) {
        return MessageDigest.isEqual(proof(sessionId), proof);
    }

    private static byte[] hmac(SecretKeySpec key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
