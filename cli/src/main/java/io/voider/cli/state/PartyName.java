package io.voider.cli.state;

import java.util.regex.Pattern;

/** What exchanges and friends are called: short, and safe to print, to name a file and to stand in a certificate. */
final class PartyName {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

    private PartyName() {}

    static void check(String name) {
        StateException.require(
                NAME.matcher(name).matches(),
                "'" + name + "' cannot be a name: 1 to 32 letters, digits, '.', '_' or '-', a letter or digit first");
    }
}
