package io.voider.nat.turn.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Short-lived TURN credentials that need no account at the TURN server (coturn's {@code use-auth-secret}): the user name
 * is {@code EXPIRY:PSEUDONYM} with the expiry in Unix seconds, the password base64 of HMAC-SHA1 over the user name
 * under a secret that only the issuer and the TURN server know. A pseudonym is {@code ACCOUNT/HOLDER}, for quotas are of accounts.
 */
public final class SharedSecret {
    private static final String ALGORITHM = "HmacSHA1";

    private final SecretKeySpec key;

    public SharedSecret(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** A user name with its password. */
    public record Credentials(String username, String password) {
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    /** Credentials for {@code pseudonym} until {@code expiryUnixSeconds}. */
    public Credentials issue(String pseudonym, long expiryUnixSeconds) {
        String username = expiryUnixSeconds + ":" + pseudonym;
        return new Credentials(username, password(username));
    }

    /** The password of a user name that has not expired; nothing for any other user name. */
    public Optional<String> password(String username, long nowUnixSeconds) {
        int colon = username.indexOf(':');
        if (colon < 1 || colon > 12) {
            return Optional.empty();
        }
        try {
            long expiry = Long.parseLong(username.substring(0, colon));
            return expiry < nowUnixSeconds ? Optional.empty() : Optional.of(password(username));
        } catch (NumberFormatException notATime) {
            return Optional.empty();
        }
    }

    /** The pseudonym of a holder of credentials; the account's has no slash. */
    public static String pseudonym(String account, String holder) {
        return account + "/" + holder;
    }

    /** The account in a pseudonym: whose quota it is. */
    static String account(String pseudonym) {
        int slash = pseudonym.indexOf('/');
        return slash < 0 ? pseudonym : pseudonym.substring(0, slash);
    }

    /** The part of a user name after its expiry: who it is. */
    static String pseudonym(String username) {
        return username.substring(username.indexOf(':') + 1);
    }

    private String password(String username) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, missing);
        }
    }
}
