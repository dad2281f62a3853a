package io.voider.nat.rendezvous.wire;

import java.util.List;

/**
 * Leave to use a TURN server for a while.
 *
 * @param uris where it is, in the form of RFC 7065: {@code turn:192.0.2.1:3478?transport=udp}, {@code turns:…}; 1 to 4
 * @param username in coturn's shared-secret scheme: expiry in Unix seconds, a colon, a pseudonym
 * @param password base64 of HMAC-SHA1 over the user name
 * @param lifetimeSeconds how long the credentials are good for from their receipt on; new ones come before that
 */
public record RelayCredentials(List<String> uris, String username, String password, int lifetimeSeconds) {
    public RelayCredentials {
        uris = List.copyOf(uris);
        if (uris.isEmpty() || uris.size() > 4 || lifetimeSeconds <= 0) {
            throw new IllegalArgumentException("relay credentials name " + uris.size() + " servers for "
                    + lifetimeSeconds + " s; expected 1 to 4 servers and a positive time");
        }
    }

    @Override
    public String toString() {
        return "RelayCredentials[" + uris + ", " + username + ", " + lifetimeSeconds + " s]";
    }
}
