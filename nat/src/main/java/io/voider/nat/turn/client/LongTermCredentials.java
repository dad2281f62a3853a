package io.voider.nat.turn.client;

import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunWriter;
import org.jspecify.annotations.Nullable;

/** A user's name and password, and what the server has told so far to be signed with them (RFC 8489 section 9.2). */
final class LongTermCredentials {
    private final String username;
    private final String password;
    private @Nullable String realm;
    private @Nullable String nonce;
    private @Nullable StunKey key;

    LongTermCredentials(String username, String password) {
        this.username = username;
        this.password = password;
    }

    /** Whether there is a realm, and so a key to sign with. */
    boolean hasKey() {
        return key != null;
    }

    /** Takes realm and nonce of a challenge; returns whether they suffice to sign a request. */
    boolean learn(StunMessage challenge) {
        String itsRealm = challenge.text(StunAttribute.REALM);
        if (itsRealm != null) {
            realm = itsRealm;
            key = StunKey.longTermMd5(username, itsRealm, password);
        }
        nonce = challenge.text(StunAttribute.NONCE);
        return realm != null && nonce != null;
    }

    /** Signs a request, if enough has been learnt for that. */
    StunWriter sign(StunWriter request) {
        if (key == null || realm == null || nonce == null) {
            return request;
        }
        return request.text(StunAttribute.USERNAME, username)
                .text(StunAttribute.REALM, realm)
                .text(StunAttribute.NONCE, nonce)
                .integrity(key);
    }

    /** Whether the server that knows the password wrote this. */
    boolean confirm(StunMessage response) {
        return key != null && response.isAuthenticatedBy(key);
    }
}
