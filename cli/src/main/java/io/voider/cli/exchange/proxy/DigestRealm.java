package io.voider.cli.exchange.proxy;

import java.util.regex.Pattern;

/** Whose passwords are asked for at the gateway. */
final class DigestRealm {
    static final String REALM = "voider";

    private static final Pattern OURS = Pattern.compile("(?is)\\s*digest\\s.*\\brealm\\s*=\\s*\"" + REALM + "\".*");

    private DigestRealm() {}

    /** Whether credentials are for it. */
    static boolean isOurs(String credentials) {
        return OURS.matcher(credentials).matches();
    }
}
