package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.voider.nat.rendezvous.Octets;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * What is kept of the page's password: Argon2id (RFC 9106) with 12 MiB, 3 passes and 1 lane, which is one of OWASP's equivalent
 * choices and the one that leaves a small machine its memory.
 *
 * @param text {@code argon2id.SALT.HASH}, 16 and 32 bytes in base64url
 */
public record PasswordHash(@JsonValue String text) {
    /** The fewest letters that a password may have. */
    public static final int FEWEST_LETTERS = 10;

    /** The most: what is longer is no password, but work for the hash. */
    public static final int MOST_LETTERS = 256;

    private static final int MEMORY_KIB = 12 * 1024;
    private static final int PASSES = 3;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** @throws StateException if that is no such hash */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public PasswordHash {
        StateException.require(
                text.matches("argon2id\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"), "that is no hash of a password");
    }

    /**
     * The hash of a new password. Takes up to a second.
     *
     * @throws StateException if it is too short or too long
     */
    public static PasswordHash of(String password, SecureRandom random) {
        int letters = password.codePointCount(0, password.length());
        StateException.require(
                letters >= FEWEST_LETTERS && letters <= MOST_LETTERS,
                "a password has " + FEWEST_LETTERS + " to " + MOST_LETTERS + " characters, not " + letters);
        Octets salt = Octets.random(random, SALT_BYTES);
        return new PasswordHash(
                "argon2id." + salt.text() + "." + hash(password, salt).text());
    }

    /** Whether it is the hash of that password. Takes up to a second. */
    public boolean matches(String password) {
        String[] parts = text.split("\\.", -1);
        return password.length() <= 2 * MOST_LETTERS
                && hash(password, Octets.parse(parts[1])).equals(Octets.parse(parts[2]));
    }

    /** However the keyboard composes letters. */
    private static Octets hash(String password, Octets salt) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(PASSES)
                .withParallelism(1)
                .withSalt(salt.toBytes())
                .build());
        byte[] hash = new byte[HASH_BYTES];
        argon2.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), hash);
        return Octets.of(hash);
    }

    @Override
    public String toString() {
        return "PasswordHash[]";
    }
}
