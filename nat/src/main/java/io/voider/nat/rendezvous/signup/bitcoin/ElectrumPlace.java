package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import io.voider.transport.address.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * An Electrum server: {@code ssl://HOST:PORT/PIN}.
 *
 * @param pin SHA-256 of its SubjectPublicKeyInfo, 32 bytes; null before anybody has looked
 */
public record ElectrumPlace(Endpoint server, @Nullable Octets pin) {
    private static final String SCHEME = "ssl://";

    public ElectrumPlace {
        if (pin != null) {
            pin.requireLength(32, "pin");
        }
    }

    /** Whether a text is meant to be such a place. */
    public static boolean isMeant(String text) {
        return text.startsWith(SCHEME);
    }

    /** Reads {@code HOST:PORT/PIN}, with or without what it begins with and its pin. @throws IllegalArgumentException if it is anything else */
    public static ElectrumPlace parse(String text) {
        String place = isMeant(text) ? text.substring(SCHEME.length()) : text;
        int slash = place.indexOf('/');
        try {
            return slash < 0
                    ? new ElectrumPlace(Endpoint.parse(place), null)
                    : new ElectrumPlace(
                            Endpoint.parse(place.substring(0, slash)), Octets.parse(place.substring(slash + 1)));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "an Electrum server is written as HOST:PORT or HOST:PORT/PIN: " + wrong.getMessage(), wrong);
        }
    }

    /** As {@link #parse} reads it. */
    public String text() {
        Octets known = pin;
        return SCHEME + server.text() + (known == null ? "" : "/" + known.text());
    }
}
