package io.voider.transport.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof that a notice between two shuttles comes from the other end of this very line: HMAC-SHA256 under a key
 * derived from the friend's tls-crypt-v2 key Kc, which only they and the exchange hold.
 *
 * <pre>
 * lost         HMAC(session id (8))
 * question     HMAC(session id (8) ‖ nonce (8) ‖ '?')
 * known        HMAC(session id (8) ‖ nonce (8) ‖ '!')
 * </pre>
 *
 * <p>A notice is about one OpenVPN session, whose 8 random bytes of session id it covers. So a notice seen once says
 * nothing about any later session; and an answer that a session is known, nothing about any later question.
 */
public final class SessionNotice {
    /** Bytes of a proof. */
    public static final int PROOF_BYTES = 32;

    private static final byte QUESTION = '?';
    private static final byte ANSWER = '!';
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
        return hmac(key, ByteBuffer.allocate(Long.BYTES).putLong(sessionId).array());
    }

    /** The proof of a question whether the session of that id is known. */
    byte[] asks(long sessionId, long nonce) {
        return hmac(key, numbers(QUESTION, sessionId, nonce));
    }

    /** The proof of the answer that the session of that id is known, to the question with that nonce. */
    public byte[] affirms(long sessionId, long nonce) {
        return hmac(key, numbers(ANSWER, sessionId, nonce));
    }

    /** Whether {@code proof} is that of the answer to that question. */
    public boolean isAffirmed(long sessionId, long nonce, byte[] proof) {
        return MessageDigest.isEqual(affirms(sessionId, nonce), proof);
    }

    private static byte[] numbers(byte kind, long sessionId, long nonce) {
        return ByteBuffer.allocate(2 * Long.BYTES + 1)
                .putLong(sessionId)
                .putLong(nonce)
                .put(kind)
                .array();
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
