package io.voider.nat.stun;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of a message integrity (RFC 8489 sections 9.1.1 and 9.2.2). User names, realms and passwords are taken as they
 * are: OpaqueString preparation (RFC 8265), where it is wanted, has been done before. Holds no secret in its text form.
 */
public final class StunKey {
    private final byte[] key;

    private StunKey(byte[] key) {
        if (key.length == 0) {
            throw new IllegalArgumentException("a STUN key cannot be made of an empty password");
        }
        this.key = key;
    }

    /** Short-term: the password itself. */
    public static StunKey shortTerm(String password) {
        return new StunKey(password.getBytes(UTF_8));
    }

    /** Long-term, the default algorithm: MD5(user ":" realm ":" password). */
    public static StunKey longTermMd5(String user, String realm, String password) {
        return new StunKey(digest("MD5", user + ":" + realm + ":" + password));
    }

    /** Long-term, password algorithm 0x0002: SHA-256(user ":" realm ":" password). */
    public static StunKey longTermSha256(String user, String realm, String password) {
        return new StunKey(digest("SHA-256", user + ":" + realm + ":" + password));
    }

    /** The value of USERHASH: SHA-256(user ":" realm) (RFC 8489 section 14.4). */
    public static byte[] userHash(String user, String realm) {
        return digest("SHA-256", user + ":" + realm);
    }

    byte[] hmacSha1(byte[] message, int bytes, int lengthField) {
        return hmac("HmacSHA1", message, bytes, lengthField);
    }

    byte[] hmacSha256(byte[] message, int bytes, int lengthField) {
        return hmac("HmacSHA256", message, bytes, lengthField);
    }

    /** Over the first {@code bytes} of {@code message}, as if its header's length were {@code lengthField}. */
    private byte[] hmac(String algorithm, byte[] message, int bytes, int lengthField) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            mac.update(message, 0, 2);
            mac.update((byte) (lengthField >> 8));
            mac.update((byte) lengthField);
            mac.update(message, 4, bytes - 4);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + algorithm, e);
        }
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + algorithm, e);
        }
    }
}
