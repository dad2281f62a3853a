package io.voider.nat.rendezvous.client;

import io.voider.nat.rendezvous.Octets;
import io.voider.transport.address.Endpoint;

/**
 * Where strangers sign up, as the operator publishes it: {@code HOST:PORT/PIN}. Without the pin anybody in between could name an
 * address of his own for the payment.
 *
 * @param pin SHA-256 of the server's SubjectPublicKeyInfo, 32 bytes
 */
public record SignUpPlace(Endpoint server, Octets pin) {
    public SignUpPlace {
        pin.requireLength(32, "pin");
    }

    /** Reads that text. @throws IllegalArgumentException if it is anything else */
    public static SignUpPlace parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "a place to sign up at reads HOST:PORT/PIN, as its operator publishes it");
        }
        try {
            return new SignUpPlace(Endpoint.parse(text.substring(0, slash)), Octets.parse(text.substring(slash + 1)));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "a place to sign up at reads HOST:PORT/PIN, as its operator publishes it: " + wrong.getMessage(),
                    wrong);
        }
    }
}
