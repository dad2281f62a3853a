package io.voider.nat.stun;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one message, attribute by attribute in the order of the calls. Integrity and fingerprint cover what was written
 * before them, so they come last, in this order: {@link #integrity}, {@link #integritySha256}, {@link #fingerprint}.
 * Every method throws {@link IllegalArgumentException} for a value that the attribute's RFC does not allow.
 */
public final class StunWriter {
    private byte[] message = new byte[256];
    private int length = StunMessage.HEADER_BYTES;

    private StunWriter(StunClass messageClass, StunMethod method, TransactionId id) {
        put16(0, messageClass.typeBits() | method.typeBits());
        put32(4, StunMessage.MAGIC_COOKIE);
        put32(8, id.high());
        put32(12, (int) (id.low() >> 32));
        put32(16, (int) id.low());
    }

    public static StunWriter request(StunMethod method, TransactionId id) {
        return new StunWriter(StunClass.REQUEST, method, id);
    }

    public static StunWriter indication(StunMethod method, TransactionId id) {
        return new StunWriter(StunClass.INDICATION, method, id);
    }

    /** The success response to {@code request}. */
    public static StunWriter success(StunMessage request) {
        return new StunWriter(StunClass.SUCCESS, request.method(), request.transactionId());
    }

    /** The error response to {@code request}, with its ERROR-CODE. */
    public static StunWriter error(StunMessage request, StunError error) {
        byte[] reason = error.reason().getBytes(UTF_8);
        byte[] value = new byte[4 + reason.length];
        value[2] = (byte) (error.code() / 100);
        value[3] = (byte) (error.code() % 100);
        System.arraycopy(reason, 0, value, 4, reason.length);
        return new StunWriter(StunClass.ERROR, request.method(), request.transactionId())
                .put(StunAttribute.ERROR_CODE, value);
    }

    public StunWriter text(StunAttribute attribute, String value) {
        require(attribute, StunAttribute.Form.TEXT);
        return put(attribute, value.getBytes(UTF_8));
    }

    public StunWriter address(StunAttribute attribute, InetSocketAddress value) {
        boolean xor = attribute.form() == StunAttribute.Form.XOR_ADDRESS;
        if (!xor) {
            require(attribute, StunAttribute.Form.ADDRESS);
        }
        if (value.isUnresolved()) {
            throw new IllegalArgumentException(value + " is a name, not an address");
        }
        return put(attribute, StunAddress.write(value, message, xor));
    }

    /** Any attribute of 1, 2, 4 or 8 bytes; what does not fit the width is refused. */
    public StunWriter number(StunAttribute attribute, long value) {
        return switch (attribute.form()) {
            case UINT8 -> put(attribute, new byte[] {(byte) bounded(attribute, value, 8), 0, 0, 0});
            case UINT16 -> {
                long bounded = bounded(attribute, value, 16);
                yield put(attribute, new byte[] {(byte) (bounded >> 8), (byte) bounded, 0, 0});
            }
            case UINT32 -> put(attribute, bigEndian(bounded(attribute, value, 32), 4));
            case UINT64 -> put(attribute, bigEndian(value, 8));
            default -> throw new IllegalArgumentException(attribute.label() + " holds no number");
        };
    }

    /** An attribute whose value is bytes (none for a flag such as {@link StunAttribute#USE_CANDIDATE}). */
    public StunWriter bytes(StunAttribute attribute, byte... value) {
        require(attribute, StunAttribute.Form.BYTES);
        return put(attribute, value);
    }

    public StunWriter unknownAttributes(List<Integer> codes) {
        byte[] value = new byte[2 * codes.size()];
        for (int i = 0; i < codes.size(); i++) {
            value[2 * i] = (byte) (codes.get(i) >> 8);
            value[2 * i + 1] = codes.get(i).byteValue();
        }
        return put(StunAttribute.UNKNOWN_ATTRIBUTES, value);
    }

    public StunWriter integrity(StunKey key) {
        byte[] mac = key.hmacSha1(message, length, length - StunMessage.HEADER_BYTES + 24);
        return put(StunAttribute.MESSAGE_INTEGRITY, mac);
    }

    public StunWriter integritySha256(StunKey key) {
        byte[] mac = key.hmacSha256(message, length, length - StunMessage.HEADER_BYTES + 36);
        return put(StunAttribute.MESSAGE_INTEGRITY_SHA256, mac);
    }

    public StunWriter fingerprint() {
        put16(2, length - StunMessage.HEADER_BYTES + 8);
        return put(StunAttribute.FINGERPRINT, bigEndian(StunMessage.fingerprint(message, length), 4));
    }

    /** The message. */
    public byte[] toBytes() {
        return Arrays.copyOf(message, length);
    }

    private StunWriter put(StunAttribute attribute, byte[] value) {
        if (!attribute.allowsLength(value.length)) {
            throw new IllegalArgumentException(attribute.label() + " cannot be of " + value.length + " bytes");
        }
        int next = length + 4 + ((value.length + 3) & ~3);
        if (next - StunMessage.HEADER_BYTES > 0xFFFF) {
            throw new IllegalArgumentException("no room for " + attribute.label() + ": a message holds 65535 bytes");
        }
        if (next > message.length) {
            message = Arrays.copyOf(message, Math.max(next, 2 * message.length));
        }
        put16(length, attribute.code());
        put16(length + 2, value.length);
        System.arraycopy(value, 0, message, length + 4, value.length);
        length = next;
        put16(2, length - StunMessage.HEADER_BYTES);
        return this;
    }

    private static long bounded(StunAttribute attribute, long value, int bits) {
        if (value >>> bits != 0) {
            throw new IllegalArgumentException(attribute.label() + " cannot hold " + value);
        }
        return value;
    }

    private static void require(StunAttribute attribute, StunAttribute.Form form) {
        if (attribute.form() != form) {
            throw new IllegalArgumentException(attribute.label() + " is not of form " + form);
        }
    }

    private static byte[] bigEndian(long value, int bytes) {
        byte[] into = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            into[i] = (byte) (value >> (8 * (bytes - 1 - i)));
        }
        return into;
    }

    private void put16(int at, int value) {
        message[at] = (byte) (value >> 8);
        message[at + 1] = (byte) value;
    }

    private void put32(int at, int value) {
        put16(at, value >> 16);
        put16(at + 2, value);
    }
}
