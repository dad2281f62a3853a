package io.voider.cli.state;

import io.voider.nat.rendezvous.Octets;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * What a script shows to use the page as its owner does. Only its hash is kept.
 *
 * @param name what the owner calls it
 * @param digest SHA-256 of the token's text
 * @param madeAt when it was made
 */
public record WebToken(String name, Octets digest, Instant madeAt) {
    private static final String PREFIX = "voider_";
    private static final int RANDOM_BYTES = 32;

    /** @throws StateException if that is no name */
    public WebToken {
        StateException.requireName(name);
    }

    /** A fresh token's text: 256 bits. A secret. */
    public static String random(SecureRandom random) {
        return PREFIX + Octets.random(random, RANDOM_BYTES).text();
    }

    /** What is kept of a token. */
    public static Octets digest(String token) {
        return Octets.of(token.getBytes(StandardCharsets.UTF_8)).sha256();
    }
}
