package io.voider.nat.turn.server;

import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunError;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunWriter;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The long-term credential mechanism (RFC 8489 section 9.2) with SHA-1 integrity and without a table of users: names and
 * passwords come from a {@link SharedSecret}, nonces from {@link Nonces}.
 */
final class Authentication {
    static final String REALM = "voider";

    /** Whoever signed a request. Its answer is signed with the same key. */
    record User(String name, StunKey key) {
        /** Credentials are renewed while an allocation lives: it stays with the same pseudonym. */
        boolean isSameAs(User other) {
            return pseudonym().equals(other.pseudonym());
        }

        String pseudonym() {
            return SharedSecret.pseudonym(name);
        }

        /** The account that gave the user access, on whose quota their allocations are booked. */
        String account() {
            return SharedSecret.account(pseudonym());
        }
    }

    /** What came of a request. */
    sealed interface Outcome {
        record Accepted(User user) implements Outcome {}

        /** With the error response to send. */
        record Refused(StunWriter response) implements Outcome {}
    }

    private final SharedSecret secret;
    private final Nonces nonces;

    Authentication(SharedSecret secret, Nonces nonces) {
        this.secret = secret;
        this.nonces = nonces;
    }

    Outcome check(StunMessage request, InetSocketAddress client, long nowNanos, long nowUnixSeconds) {
        if (!request.has(StunAttribute.MESSAGE_INTEGRITY)) {
            return challenge(request, client, StunError.UNAUTHORIZED, nowNanos);
        }
        String username = request.text(StunAttribute.USERNAME);
        String nonce = request.text(StunAttribute.NONCE);
        if (username == null || nonce == null || !request.has(StunAttribute.REALM)) {
            return new Outcome.Refused(StunWriter.error(request, StunError.BAD_REQUEST));
        }
        if (!nonces.isGood(nonce, client, nowNanos)) {
            return challenge(request, client, StunError.STALE_NONCE, nowNanos);
        }
        Optional<StunKey> key = secret.password(username, nowUnixSeconds)
                .map(password -> StunKey.longTermMd5(username, REALM, password))
                .filter(request::isAuthenticatedBy);
        return key.isPresent()
                ? new Outcome.Accepted(new User(username, key.get()))
                : challenge(request, client, StunError.UNAUTHORIZED, nowNanos);
    }

    private Outcome challenge(StunMessage request, InetSocketAddress client, StunError error, long nowNanos) {
        return new Outcome.Refused(StunWriter.error(request, error)
                .text(StunAttribute.REALM, REALM)
                .text(StunAttribute.NONCE, nonces.issue(client, nowNanos)));
    }
}
