package io.voider.cli.disguise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What things are called instead: the same thing always the same, {@code name-3f81c2}. It is a keyed hash, so whoever has the report cannot
 * try out all addresses or names; with another key, nothing is called the same.
 */
public final class Pseudonyms {
    private static final int KEY_BYTES = 32;
    private static final int DIGITS = 6;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private Pseudonyms(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Like no others before or after. */
    public static Pseudonyms ofThisReport(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new Pseudonyms(key);
    }

    /** The same as of all reports that were made with that phrase; who knows the phrase can try out whom a pseudonym means. */
    public static Pseudonyms ofPhrase(String phrase) {
        return new Pseudonyms(("voider report " + phrase).getBytes(StandardCharsets.UTF_8));
    }

    /** What {@code thing} is called; capital letters make no difference. */
    String of(String kind, String thing) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] hash = mac.doFinal((kind + " " + thing.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8));
            return kind + "-" + HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}
