package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;

/**
 * What an owner keeps of a friend's {@link ReaderCapability}: enough to recognise the friend, not enough to be them at
 * the rendezvous.
 *
 * <p>Text: the two values in base64url with a full stop between them.
 *
 * @param reader SHA-256 of the capability's secret, 32 bytes: the friend's name at the rendezvous
 * @param friendKey the friend's X25519 public key, 32 bytes
 */
public record ReaderRegistration(Octets reader, Octets friendKey) {
    public ReaderRegistration {
        reader.requireLength(32, "reader hash");
        friendKey.requireLength(32, "friend's public key");
    }

    /** Reads {@link #text()}. @throws IllegalArgumentException if it is damaged */
    public static ReaderRegistration parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("reader registration lacks its full stop");
        }
        return new ReaderRegistration(Octets.parse(text.substring(0, dot)), Octets.parse(text.substring(dot + 1)));
    }

    public String text() {
        return reader.text() + "." + friendKey.text();
    }
}
