package io.voider.transport.identity;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What exchanges and people are called: in letters of any script, with single spaces and a few signs between them, so that a name
 * is safe to print, to stand in a certificate and in a comment. Capital letters make no other name of it.
 */
public final class PartyName {
    /** What may be a name, to follow on a name that may not. */
    public static final String RULE =
            "a name is 1 to 40 letters, digits, single spaces, '.', '_', '-' or apostrophes, a letter or digit first";

    private static final int LONGEST = 40;

    /** Letters and marks that nobody can see, or that choose among ways to draw one letter: no reader takes them for another name. */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\u034f\\u115f\\u1160\\u3164\\uffa0\\ufe00-\\ufe0f\\x{e0100}-\\x{e01ef}]");

    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{Nd}](?:[\\p{L}\\p{M}\\p{Nd}._'\\u2019-]| (?! |$))*");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00a0]+");

    private PartyName() {}

    /** Whether this is a name, as {@link #normal} writes it. */
    public static boolean isName(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                && NAME.matcher(text).matches()
                && NAME.matcher(UNSEEN.matcher(text).replaceAll("")).matches()
                && Normalizer.isNormalized(text, Normalizer.Form.NFC);
    }

    /** What a person typed, in the one way in which it is kept: composed letters (NFC), no space around it, single ones in it. */
    public static String normal(String typed) {
        return Normalizer.normalize(BLANKS.matcher(typed).replaceAll(" ").strip(), Normalizer.Form.NFC);
    }

    /** The same for all ways to write a name in capital and small letters, to type it, and to draw it. */
    public static String folded(String typed) {
        return UNSEEN.matcher(normal(typed))
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** The name in plain letters, for keys and files: without accents, and {@code ss} for ß, {@code ae} for æ and the like. */
    public static String unaccented(String name) {
        StringBuilder plain = new StringBuilder();
        Normalizer.normalize(name, Normalizer.Form.NFKD)
                .codePoints()
                .filter(letter -> Character.getType(letter) != Character.NON_SPACING_MARK)
                .forEach(letter -> plain.append(
                        switch (letter) {
                            case 'ß' -> "ss";
                            case 'ẞ' -> "SS";
                            case 'æ' -> "ae";
                            case 'Æ' -> "AE";
                            case 'œ' -> "oe";
                            case 'Œ' -> "OE";
                            case 'ø' -> "o";
                            case 'Ø' -> "O";
                            case 'ł' -> "l";
                            case 'Ł' -> "L";
                            case 'đ' -> "d";
                            case 'Đ' -> "D";
                            case 'þ' -> "th";
                            case 'Þ' -> "Th";
                            case 'ı' -> "i";
                            default -> Character.toString(letter);
                        }));
        return plain.toString();
    }

    /** Whether both call the same party. */
    public static boolean same(String one, String other) {
        return folded(one).equals(folded(other));
    }

    static void check(String name) {
        HandoverException.require(isName(name), RULE);
    }

    /** A name in printable ASCII, as it stands in files: what is nothing else in a URL (RFC 3986, section 2.1). */
    static String escaped(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @throws HandoverException if {@link #escaped} never wrote that */
    static String unescaped(String text) {
        try {
            String name = URLDecoder.decode(text, StandardCharsets.UTF_8);
            HandoverException.require(escaped(name).equals(text), "'" + text + "' is no name as voider writes it");
            return name;
        } catch (IllegalArgumentException e) {
            throw new HandoverException("'" + text + "' is no name as voider writes it", e);
        }
    }
}
