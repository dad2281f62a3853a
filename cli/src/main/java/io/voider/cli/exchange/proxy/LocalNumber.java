package io.voider.cli.exchange.proxy;

import java.util.Optional;

/** What somebody dials in a tel URI (RFC 3966), or in the user part of a SIP URI with a telephone number's parameters. */
final class LocalNumber {
    private static final String SCHEME = "tel:";

    private LocalNumber() {}

    static boolean isTel(String uri) {
        return uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** The number of a tel URI without its parameters; empty if it is a global one, or none. */
    static Optional<String> of(String uri) {
        if (!isTel(uri)) {
            return Optional.empty();
        }
        String number = withoutParameters(uri.substring(SCHEME.length()));
        return number.isEmpty() || number.startsWith("+") ? Optional.empty() : Optional.of(number);
    }

    /** A user part up to its first parameter. */
    static String withoutParameters(String user) {
        int end = user.indexOf(';');
        return end < 0 ? user : user.substring(0, end);
    }
}
