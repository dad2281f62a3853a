package io.voider.nat.rendezvous;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes as a value: secrets, hashes of secrets, keys, nonces and envelopes. Its text is base64url without
 * padding (RFC 4648 section 5). Equality takes the same time wherever two values differ. {@link #toString()} shows the
 * length only, so that no secret reaches a log.
 */
public final class Octets {
    private static final String NOT_BASE64URL = "a part of it was altered, or is not all there";

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of {@code bytes}. */
    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    /** {@code length} bytes from {@code random}, which must be cryptographically strong outside tests. */
    public static Octets random(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Octets(bytes);
    }

    /**
     * Reads base64url text.
     *
     * @throws IllegalArgumentException if the text has padding, other characters, or bits beyond the last byte
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Octets parse(String text) {
        Octets octets = new Octets(decoded(text));
        if (!octets.text().equals(text)) {
            throw new IllegalArgumentException(NOT_BASE64URL);
        }
        return octets;
    }

    /** The decoder's own words are for programmers. */
    private static byte[] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NOT_BASE64URL, e);
        }
    }

    /** The base64url text. */
    @JsonValue
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Whether these come behind the others, compared byte by byte without a sign. */
    public boolean isAfter(Octets other) {
        return Arrays.compareUnsigned(bytes, other.bytes) > 0;
    }

    public int length() {
        return bytes.length;
    }

    /** SHA-256 of these bytes. */
    public Octets sha256() {
        try {
            return new Octets(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    /** Returns these octets if they are {@code length} long. */
    public Octets requireLength(int length, String what) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(what + " must be " + length + " bytes, but has " + bytes.length);
        }
        return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Octets octets && MessageDigest.isEqual(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Octets[" + bytes.length + "]";
    }
}
