package io.voider.transport.identity;

import java.util.regex.Pattern;

/** What exchanges and people are called: safe to print, to name a file, to stand in a certificate and in a comment. */
final class ExchangeName {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

    private ExchangeName() {}

    static void check(String name) {
        HandoverException.require(
                NAME.matcher(name).matches(),
                "a name is 1 to 32 letters, digits, '.', '_' or '-', a letter or digit first");
    }
}
