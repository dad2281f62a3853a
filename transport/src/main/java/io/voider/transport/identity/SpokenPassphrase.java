package io.voider.transport.identity;

import java.security.SecureRandom;
import java.util.Locale;

/**
 * A passphrase for one use, made to be said over a telephone: five words of five letters, consonant and vowel in turn,
 * 16 bits a word (the "proquint" of arXiv:0901.4016), 80 bits in all.
 */
public final class SpokenPassphrase {
    private static final String CONSONANTS = "bdfghjklmnprstvz";
    private static final String VOWELS = "aiou";
    private static final int WORDS = 5;

    private SpokenPassphrase() {}

    /** A fresh one, such as {@code lusab-babad-gutih-tugad-mudof}. */
    public static String random(SecureRandom random) {
        StringBuilder passphrase = new StringBuilder(6 * WORDS);
        for (int word = 0; word < WORDS; word++) {
            int bits = random.nextInt(1 << 16);
            passphrase
                    .append(word == 0 ? "" : "-")
                    .append(CONSONANTS.charAt(bits >> 12))
                    .append(VOWELS.charAt((bits >> 10) & 3))
                    .append(CONSONANTS.charAt((bits >> 6) & 15))
                    .append(VOWELS.charAt((bits >> 4) & 3))
                    .append(CONSONANTS.charAt(bits & 15));
        }
        return passphrase.toString();
    }

    /** What counts of it, however it was typed: the letters, small. */
    static String letters(String typed) {
        return typed.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }
}
