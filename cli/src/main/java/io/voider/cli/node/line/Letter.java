package io.voider.cli.node.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one node tells another by way of the rendezvous, which sees it sealed only. On the wire:
 *
 * <pre>
 *   1 byte    what it is: 1 an offer, 2 a certificate
 *   the rest  the offer, as {@code io.voider.nat.ice} writes it, or the certificate as a PEM block in ASCII
 * </pre>
 *
 * <p>Anything else is for versions to come, and is not answered.
 */
public sealed interface Letter {
    byte OFFER = 1;
    byte CERTIFICATE = 2;

    /** Where a line's other end can be reached. */
    @SuppressWarnings("ArrayRecordComponent") // handed on as it is; nobody compares letters
    record Offer(byte[] bytes) implements Letter {}

    /** A friend's certificate, made anew for the same key: public. */
    record Certificate(String pem) implements Letter {}

    /** As bytes for the wire. */
    default byte[] encode() {
        return this instanceof Certificate certificate
                ? prefixed(CERTIFICATE, certificate.pem().getBytes(StandardCharsets.US_ASCII))
                : prefixed(OFFER, ((Offer) this).bytes());
    }

    private static byte[] prefixed(byte kind, byte[] content) {
        byte[] all = new byte[1 + content.length];
        all[0] = kind;
        System.arraycopy(content, 0, all, 1, content.length);
        return all;
    }

    /** Reads a letter; nothing if it is of no kind that is known here. */
    static Optional<Letter> decode(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(bytes, 1, bytes.length);
        return switch (bytes[0]) {
            case OFFER -> Optional.of(new Offer(content));
            case CERTIFICATE -> Optional.of(new Certificate(new String(content, StandardCharsets.US_ASCII)));
            default -> Optional.empty();
        };
    }
}
