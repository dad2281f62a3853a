package io.voider.cli.exchange.proxy;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of Digest credentials (RFC 3261 section 25.1, RFC 7616 section 3.4), read in one pass and without recursion: they come
 * from whoever is on the phones' wire. What is no parameter is passed over.
 */
final class DigestParameters {
    private static final String SCHEME = "digest";
    private static final int MOST_PARAMETERS = 32;

    private final String text;
    private final Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private int at;

    private DigestParameters(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /**
     * Reads a header field's value.
     *
     * @return by their names in whatever case, the first of each name and {@value #MOST_PARAMETERS} at the most; null if the scheme is
     *     another
     */
    static @Nullable Map<String, String> of(String value) {
        String text = value.strip();
        boolean digest = text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && text.length() > SCHEME.length()
                && Character.isWhitespace(text.charAt(SCHEME.length()));
        return digest ? new DigestParameters(text, SCHEME.length()).read() : null;
    }

    private Map<String, String> read() {
        while (at < text.length() && parameters.size() < MOST_PARAMETERS) {
            space();
            String name = word();
            space();
            if (name.isEmpty() || at >= text.length() || text.charAt(at) != '=') {
                other(name);
                continue;
            }
            at++;
            space();
            String value = at < text.length() && text.charAt(at) == '"' ? quoted() : word();
            if (value != null) {
                parameters.putIfAbsent(name, value);
            }
        }
        return parameters;
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** What stands up to the next separator; an {@code =} is one behind a name alone. */
    private String word() {
        int start = at;
        while (at < text.length() && !isSeparator(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == '"' || c == '=' || Character.isWhitespace(c);
    }

    /** Passes over what is neither name nor value, a quoted string whole. */
    private void other(String name) {
        if (name.isEmpty() && at < text.length()) {
            if (text.charAt(at) == '"') {
                quoted();
            } else {
                at++;
            }
        }
    }

    /** A quoted string without its quotes and escapes; null if it does not end. */
    private @Nullable String quoted() {
        StringBuilder plain = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return plain.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
            }
            plain.append(text.charAt(at));
        }
        return null;
    }
}
