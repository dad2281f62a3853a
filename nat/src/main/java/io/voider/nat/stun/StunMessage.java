package io.voider.nat.stun;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One received message, checked for form. Immutable. Where an attribute stands several times the first counts, as RFC
 * 8489 section 14 wants, except through {@link #addresses}. An IPv4-mapped IPv6 address reads as the IPv4 address that
 * it means, so that a policy on addresses meets one spelling only.
 */
public final class StunMessage {
    /** Bytes of the header. */
    public static final int HEADER_BYTES = 20;

    static final int MAGIC_COOKIE = 0x2112_A442;
    static final int FINGERPRINT_MASK = 0x5354_554E;
    private static final int MAX_ATTRIBUTES = 64;

    private record Span(int code, @Nullable StunAttribute attribute, int at, int bytes) {}

    private final byte[] message;
    private final StunClass messageClass;
    private final StunMethod method;
    private final TransactionId transactionId;
    private final List<Span> spans;

    private StunMessage(byte[] message, StunClass messageClass, StunMethod method, List<Span> spans) {
        this.message = message;
        this.messageClass = messageClass;
        this.method = method;
        this.transactionId = new TransactionId(int32(message, 8), int64(message, 12));
        this.spans = spans;
    }

    /**
     * Whether a datagram may be STUN: two zero bits, the magic cookie, and a length that fits exactly. Cheap, touches no
     * index, allocates nothing.
     */
    public static boolean looksLikeStun(ByteBuf datagram) {
        int start = datagram.readerIndex();
        return datagram.readableBytes() >= HEADER_BYTES
                && (datagram.getByte(start) & 0xC0) == 0
                && datagram.getInt(start + 4) == MAGIC_COOKIE
                && datagram.getUnsignedShort(start + 2) == datagram.readableBytes() - HEADER_BYTES
                && (datagram.readableBytes() & 3) == 0;
    }

    /**
     * Decodes the readable bytes, all of which are one message; the buffer's indices stay.
     *
     * @param maxBytes the longest message to accept, header included
     * @throws StunException if they are not a well-formed message of a known method
     */
    public static StunMessage decode(ByteBuf datagram, int maxBytes) throws StunException {
        if (!looksLikeStun(datagram)) {
            throw new StunException("not a STUN message", 0);
        }
        if (datagram.readableBytes() > maxBytes) {
            throw new StunException("longer than " + maxBytes + " bytes", maxBytes);
        }
        byte[] message = new byte[datagram.readableBytes()];
        datagram.getBytes(datagram.readerIndex(), message);
        int type = int16(message, 0);
        StunMethod method = StunMethod.ofType(type);
        if (method == null) {
            throw new StunException("unknown method in message type 0x" + Integer.toHexString(type), 0);
        }
        return new StunMessage(message, StunClass.ofType(type), method, spans(message));
    }

    private static List<Span> spans(byte[] message) throws StunException {
        List<Span> spans = new ArrayList<>(8);
        boolean sealed = false;
        int at = HEADER_BYTES;
        for (int count = 0; at < message.length; count++) {
            if (count == MAX_ATTRIBUTES) {
                throw new StunException("more than " + MAX_ATTRIBUTES + " attributes", at);
            }
            int code = int16(message, at);
            int bytes = int16(message, at + 2);
            int next = at + 4 + ((bytes + 3) & ~3);
            if (next > message.length) {
                throw new StunException("attribute runs past the end", at);
            }
            Span span = new Span(code, StunAttribute.ofCode(code), at + 4, bytes);
            check(message, span, next);
            if (!sealed
                    || span.attribute == StunAttribute.MESSAGE_INTEGRITY_SHA256
                    || span.attribute == StunAttribute.FINGERPRINT) {
                spans.add(span);
            }
            sealed |= span.attribute == StunAttribute.MESSAGE_INTEGRITY
                    || span.attribute == StunAttribute.MESSAGE_INTEGRITY_SHA256;
            at = next;
        }
        return spans;
    }

    private static void check(byte[] message, Span span, int next) throws StunException {
        StunAttribute attribute = span.attribute;
        if (attribute == null) {
            return;
        }
        if (!attribute.allowsLength(span.bytes)) {
            throw new StunException(attribute.label() + " of " + span.bytes + " bytes", span.at);
        }
        switch (attribute.form()) {
            case ADDRESS -> StunAddress.read(message, span.at, span.bytes, false);
            case XOR_ADDRESS -> StunAddress.read(message, span.at, span.bytes, true);
            case ERROR -> readError(message, span);
            case CODES -> requireEven(span);
            default -> {}
        }
        if (attribute == StunAttribute.FINGERPRINT) {
            if (next != message.length) {
                throw new StunException("FINGERPRINT is not the last attribute", span.at);
            }
            if (int32(message, span.at) != fingerprint(message, span.at - 4)) {
                throw new StunException("wrong FINGERPRINT", span.at);
            }
        }
    }

    private static void requireEven(Span span) throws StunException {
        if ((span.bytes & 1) != 0) {
            throw new StunException("half an attribute type in a list", span.at);
        }
    }

    private static StunError readError(byte[] message, Span span) throws StunException {
        int hundreds = message[span.at + 2] & 7;
        int rest = message[span.at + 3] & 0xFF;
        if (hundreds < 3 || hundreds > 6 || rest > 99) {
            throw new StunException("error class " + hundreds + ", number " + rest, span.at);
        }
        return new StunError(hundreds * 100 + rest, new String(message, span.at + 4, span.bytes - 4, UTF_8));
    }

    static int fingerprint(byte[] message, int bytes) {
        CRC32 crc = new CRC32();
        crc.update(message, 0, bytes);
        return (int) crc.getValue() ^ FINGERPRINT_MASK;
    }

    public StunClass messageClass() {
        return messageClass;
    }

    public StunMethod method() {
        return method;
    }

    public TransactionId transactionId() {
        return transactionId;
    }

    /** Whether this is of the given class and method. */
    public boolean is(StunClass messageClass, StunMethod method) {
        return this.messageClass == messageClass && this.method == method;
    }

    /** Bytes on the wire, header included. */
    public int byteLength() {
        return message.length;
    }

    public boolean has(StunAttribute attribute) {
        return find(attribute) != null;
    }

    /** The value as it stands, without padding, or null if the attribute is not there. */
    public byte @Nullable [] bytes(StunAttribute attribute) {
        Span span = find(attribute);
        return span == null ? null : Arrays.copyOfRange(message, span.at, span.at + span.bytes);
    }

    /** The value as text; bytes that are not UTF-8 become U+FFFD. Null if the attribute is not there. */
    public @Nullable String text(StunAttribute attribute) {
        Span span = require(attribute, StunAttribute.Form.TEXT);
        return span == null ? null : new String(message, span.at, span.bytes, UTF_8);
    }

    /** The address, or null if the attribute is not there. */
    public @Nullable InetSocketAddress address(StunAttribute attribute) {
        List<InetSocketAddress> addresses = addresses(attribute);
        return addresses.isEmpty() ? null : addresses.get(0);
    }

    /** Every occurrence of an address attribute, in order (CreatePermission carries several XOR-PEER-ADDRESSes). */
    public List<InetSocketAddress> addresses(StunAttribute attribute) {
        List<InetSocketAddress> addresses = new ArrayList<>(1);
        boolean xor = attribute.form() == StunAttribute.Form.XOR_ADDRESS;
        if (!xor && attribute.form() != StunAttribute.Form.ADDRESS) {
            throw new IllegalArgumentException(attribute.label() + " holds no address");
        }
        for (Span span : spans) {
            if (span.attribute == attribute) {
                try {
                    addresses.add(StunAddress.read(message, span.at, span.bytes, xor));
                } catch (StunException e) {
                    throw new IllegalStateException("decoded, yet unreadable", e);
                }
            }
        }
        return addresses;
    }

    /** The number in an attribute of 1, 2, 4 or 8 bytes, as unsigned as it fits, or {@code otherwise} if not there. */
    public long number(StunAttribute attribute, long otherwise) {
        Span span = find(attribute);
        if (span == null) {
            return otherwise;
        }
        return switch (attribute.form()) {
            case UINT8 -> message[span.at] & 0xFF;
            case UINT16 -> int16(message, span.at);
            case UINT32 -> int32(message, span.at) & 0xFFFF_FFFFL;
            case UINT64 -> int64(message, span.at);
            default -> throw new IllegalArgumentException(attribute.label() + " holds no number");
        };
    }

    /** ERROR-CODE, or null if it is not there. */
    public @Nullable StunError error() {
        Span span = find(StunAttribute.ERROR_CODE);
        try {
            return span == null ? null : readError(message, span);
        } catch (StunException e) {
            throw new IllegalStateException("decoded, yet unreadable", e);
        }
    }

    /** The types in UNKNOWN-ATTRIBUTES; empty if it is not there. */
    public List<Integer> unknownAttributes() {
        Span span = find(StunAttribute.UNKNOWN_ATTRIBUTES);
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; span != null && i < span.bytes; i += 2) {
            codes.add(int16(message, span.at + i));
        }
        return codes;
    }

    /** The types of attributes that must be understood and that this codec does not know: a reason for error 420. */
    public List<Integer> notUnderstood() {
        return spans.stream()
                .filter(span -> span.attribute == null && StunAttribute.mustBeUnderstood(span.code))
                .map(Span::code)
                .distinct()
                .toList();
    }

    /**
     * Whether the message carries a message integrity that {@code key} confirms. Of two, the SHA-256 one counts (RFC 8489
     * section 9.1.3). False when there is none. Takes as long for a wrong as for a right one.
     */
    public boolean isAuthenticatedBy(StunKey key) {
        Span span = find(StunAttribute.MESSAGE_INTEGRITY_SHA256);
        boolean sha256 = span != null;
        if (span == null) {
            span = find(StunAttribute.MESSAGE_INTEGRITY);
        }
        if (span == null || (span.bytes & 3) != 0) {
            return false;
        }
        int before = span.at - 4;
        int length = span.at + span.bytes - HEADER_BYTES;
        byte[] right = sha256 ? key.hmacSha256(message, before, length) : key.hmacSha1(message, before, length);
        byte[] found = Arrays.copyOfRange(message, span.at, span.at + span.bytes);
        return MessageDigest.isEqual(Arrays.copyOf(right, found.length), found);
    }

    private @Nullable Span find(StunAttribute attribute) {
        for (Span span : spans) {
            if (span.attribute == attribute) {
                return span;
            }
        }
        return null;
    }

    private @Nullable Span require(StunAttribute attribute, StunAttribute.Form form) {
        if (attribute.form() != form) {
            throw new IllegalArgumentException(attribute.label() + " is not of form " + form);
        }
        return find(attribute);
    }

    @Override
    public String toString() {
        StunError error = error();
        return method.label() + " " + messageClass + (error == null ? "" : " " + error.code()) + " " + transactionId;
    }

    private static int int16(byte[] from, int at) {
        return ((from[at] & 0xFF) << 8) | (from[at + 1] & 0xFF);
    }

    private static int int32(byte[] from, int at) {
        return (int16(from, at) << 16) | int16(from, at + 2);
    }

    private static long int64(byte[] from, int at) {
        return ((long) int32(from, at) << 32) | (int32(from, at + 4) & 0xFFFF_FFFFL);
    }
}
