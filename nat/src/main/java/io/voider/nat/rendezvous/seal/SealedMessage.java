package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is inside an envelope. Always {@value #LENGTH} bytes, whatever it carries:
 *
 * <pre>
 *   0  kind (1 byte: 1 open, 2 accept, 3 data)
 *   1  reader's nonce (16)
 *  17  owner's nonce (16; zero in open)
 *  33  sequence number (4, big-endian; zero in open and accept)
 *  37  length of the payload (2, big-endian; 0 to 1024)
 *  39  payload, then zeros up to 1024 bytes
 * </pre>
 */
record SealedMessage(Kind kind, Octets readerNonce, Octets ownerNonce, int sequence, Octets payload) {
    static final int NONCE_LENGTH = 16;
    static final int MAX_PAYLOAD = 1024;
    static final int LENGTH = 1 + 2 * NONCE_LENGTH + 4 + 2 + MAX_PAYLOAD;
    static final Octets NO_NONCE = Octets.of(new byte[NONCE_LENGTH]);
    static final Octets NO_PAYLOAD = Octets.of(new byte[0]);

    enum Kind {
        OPEN(1),
        ACCEPT(2),
        DATA(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        static Optional<Kind> of(byte code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findAny();
        }
    }

    SealedMessage {
        readerNonce.requireLength(NONCE_LENGTH, "reader's nonce");
        ownerNonce.requireLength(NONCE_LENGTH, "owner's nonce");
        if (payload.length() > MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload may have " + MAX_PAYLOAD + " bytes, but has " + payload.length());
        }
    }

    byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .put(kind.code)
                .put(readerNonce.toBytes())
                .put(ownerNonce.toBytes())
                .putInt(sequence)
                .putShort((short) payload.length())
                .put(payload.toBytes())
                .array();
    }

    static Optional<SealedMessage> decode(byte[] bytes) {
        if (bytes.length != LENGTH) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Optional<Kind> kind = Kind.of(in.get());
        Octets readerNonce = next(in, NONCE_LENGTH);
        Octets ownerNonce = next(in, NONCE_LENGTH);
        int sequence = in.getInt();
        int length = Short.toUnsignedInt(in.getShort());
        if (kind.isEmpty() || length > MAX_PAYLOAD) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOfRange(bytes, in.position(), in.position() + length);
        return Optional.of(new SealedMessage(kind.get(), readerNonce, ownerNonce, sequence, Octets.of(payload)));
    }

    private static Octets next(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Octets.of(bytes);
    }
}
