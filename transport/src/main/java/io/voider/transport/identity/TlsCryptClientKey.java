package io.voider.transport.identity;

import java.util.Arrays;

/**
 * A friend's tls-crypt-v2 key: 256 bytes Kc, then WKc, the same wrapped for the server (OpenVPN's {@code
 * tls-crypt-v2.txt}).
 */
public final class TlsCryptClientKey {
    static final String LABEL = "OpenVPN tls-crypt-v2 client key";
    static final int KEY_BYTES = 256;

    /** OpenVPN's own limit for WKc. */
    private static final int WRAPPED_LIMIT = 1024;

    private final byte[] encoded;

    private TlsCryptClientKey(byte[] encoded) {
        this.encoded = encoded;
    }

    static TlsCryptClientKey of(byte[] key, byte[] wrapped) {
        byte[] encoded = Arrays.copyOf(key, KEY_BYTES + wrapped.length);
        System.arraycopy(wrapped, 0, encoded, KEY_BYTES, wrapped.length);
        return new TlsCryptClientKey(encoded);
    }

    static TlsCryptClientKey decode(byte[] encoded) {
        int wrapped = encoded.length - KEY_BYTES;
        int trailer = encoded.length < 2
                ? -1
                : ((encoded[encoded.length - 2] & 0xff) << 8) | (encoded[encoded.length - 1] & 0xff);
        HandoverException.require(
                wrapped > KEY_BYTES && wrapped <= WRAPPED_LIMIT && trailer == wrapped,
                "this is no tls-crypt-v2 client key");
        return new TlsCryptClientKey(encoded.clone());
    }

    /** As OpenVPN reads it. */
    public String pem() {
        return Pem.encode(LABEL, encoded);
    }

    /** What both sides know of this friend and nobody else does, and what authenticates notices between their shuttles. */
    public SessionNotice notice() {
        return new SessionNotice(Arrays.copyOf(encoded, KEY_BYTES));
    }

    /** The proof of a question whether the session of that id is known. */
    public byte[] asks(long sessionId, long nonce) {
        return notice().asks(sessionId, nonce);
    }

    byte[] encoded() {
        return encoded.clone();
    }

    byte[] key() {
        return Arrays.copyOf(encoded, KEY_BYTES);
    }

    /** WKc: the key as only the exchange can read it. */
    public byte[] wrapped() {
        return Arrays.copyOfRange(encoded, KEY_BYTES, encoded.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsCryptClientKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "TlsCryptClientKey";
    }
}
