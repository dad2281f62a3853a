package io.voider.cli.exchange.proxy;

import java.util.Map;

/** The realm in which phones prove their passwords to the gateway. */
final class DigestRealm {
    static final String REALM = "voider";

    private DigestRealm() {}

    /** Whether credentials are for the gateway, and so nobody's business behind it. */
    static boolean isOurs(String credentials) {
        Map<String, String> given = DigestParameters.of(credentials);
        return given != null && REALM.equals(given.get("realm"));
    }
}
