package io.voider.nat.stun;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that a node, a rendezvous or a relay may meet, and the form of their values: those of the IANA registry, and
 * one of ours among the numbers that who does not know them may ignore.
 */
public enum StunAttribute {
    MAPPED_ADDRESS(0x0001, "MAPPED-ADDRESS", Form.ADDRESS),
    /** Withdrawn by RFC 5389, in use again by RFC 5780 section 7.2 (flag A 0x4: other address, flag B 0x2: other port). */
    CHANGE_REQUEST(0x0003, "CHANGE-REQUEST", Form.UINT32),
    USERNAME(0x0006, "USERNAME", Form.TEXT, 0, 512),
    MESSAGE_INTEGRITY(0x0008, "MESSAGE-INTEGRITY", Form.BYTES, 20, 20),
    ERROR_CODE(0x0009, "ERROR-CODE", Form.ERROR, 4, 4 + 763),
    UNKNOWN_ATTRIBUTES(0x000A, "UNKNOWN-ATTRIBUTES", Form.CODES, 0, 128),
    CHANNEL_NUMBER(0x000C, "CHANNEL-NUMBER", Form.UINT16),
    LIFETIME(0x000D, "LIFETIME", Form.UINT32),
    XOR_PEER_ADDRESS(0x0012, "XOR-PEER-ADDRESS", Form.XOR_ADDRESS),
    DATA(0x0013, "DATA", Form.BYTES, 0, 65_535),
    REALM(0x0014, "REALM", Form.TEXT, 0, 763),
    NONCE(0x0015, "NONCE", Form.TEXT, 0, 763),
    XOR_RELAYED_ADDRESS(0x0016, "XOR-RELAYED-ADDRESS", Form.XOR_ADDRESS),
    REQUESTED_ADDRESS_FAMILY(0x0017, "REQUESTED-ADDRESS-FAMILY", Form.UINT8),
    /** One byte: bit 7 asks to reserve the next higher port. */
    EVEN_PORT(0x0018, "EVEN-PORT", Form.BYTES, 1, 1),
    /** The protocol number (17 is UDP) in the first byte. */
    REQUESTED_TRANSPORT(0x0019, "REQUESTED-TRANSPORT", Form.UINT8),
    DONT_FRAGMENT(0x001A, "DONT-FRAGMENT", Form.BYTES, 0, 0),
    MESSAGE_INTEGRITY_SHA256(0x001C, "MESSAGE-INTEGRITY-SHA256", Form.BYTES, 16, 32),
    PASSWORD_ALGORITHM(0x001D, "PASSWORD-ALGORITHM", Form.BYTES, 4, 64),
    USERHASH(0x001E, "USERHASH", Form.BYTES, 32, 32),
    XOR_MAPPED_ADDRESS(0x0020, "XOR-MAPPED-ADDRESS", Form.XOR_ADDRESS),
    RESERVATION_TOKEN(0x0022, "RESERVATION-TOKEN", Form.BYTES, 8, 8),
    PRIORITY(0x0024, "PRIORITY", Form.UINT32),
    USE_CANDIDATE(0x0025, "USE-CANDIDATE", Form.BYTES, 0, 0),
    PADDING(0x0026, "PADDING", Form.BYTES, 0, 65_535),
    RESPONSE_PORT(0x0027, "RESPONSE-PORT", Form.UINT16),
    CONNECTION_ID(0x002A, "CONNECTION-ID", Form.UINT32),
    ADDITIONAL_ADDRESS_FAMILY(0x8000, "ADDITIONAL-ADDRESS-FAMILY", Form.UINT8),
    /** Family byte, then class and number as in ERROR-CODE (RFC 8656 section 18.12). */
    ADDRESS_ERROR_CODE(0x8001, "ADDRESS-ERROR-CODE", Form.BYTES, 4, 4 + 763),
    PASSWORD_ALGORITHMS(0x8002, "PASSWORD-ALGORITHMS", Form.BYTES, 0, 256),
    ALTERNATE_DOMAIN(0x8003, "ALTERNATE-DOMAIN", Form.TEXT, 0, 255),
    /** Two reserved bytes, type, code, error data (RFC 8656 section 18.13). */
    ICMP(0x8004, "ICMP", Form.BYTES, 8, 8),
    SOFTWARE(0x8022, "SOFTWARE", Form.TEXT, 0, 763),
    ALTERNATE_SERVER(0x8023, "ALTERNATE-SERVER", Form.ADDRESS),
    CACHE_TIMEOUT(0x8027, "CACHE-TIMEOUT", Form.UINT32),
    FINGERPRINT(0x8028, "FINGERPRINT", Form.UINT32),
    ICE_CONTROLLED(0x8029, "ICE-CONTROLLED", Form.UINT64),
    ICE_CONTROLLING(0x802A, "ICE-CONTROLLING", Form.UINT64),
    RESPONSE_ORIGIN(0x802B, "RESPONSE-ORIGIN", Form.ADDRESS),
    OTHER_ADDRESS(0x802C, "OTHER-ADDRESS", Form.ADDRESS),
    /** What the sender has counted of the receiver's datagrams: see {@code io.voider.nat.repair.ArrivalCount}. */
    ARRIVALS(0xC0DE, "VOIDER-ARRIVALS", Form.BYTES, 12, 12);

    /** How a value is laid out. */
    enum Form {
        /** Zero byte, family, port, address. */
        ADDRESS(8, 20),
        /** The same, combined with the magic cookie and the transaction id. */
        XOR_ADDRESS(8, 20),
        TEXT(0, 763),
        BYTES(0, 65_535),
        /** One byte, then three reserved. */
        UINT8(4, 4),
        /** Two bytes, then two reserved. */
        UINT16(4, 4),
        UINT32(4, 4),
        UINT64(8, 8),
        /** Two reserved bytes, class, number, reason phrase. */
        ERROR(4, 767),
        /** A list of 16-bit attribute types. */
        CODES(0, 128);

        private final int minBytes;
        private final int maxBytes;

        Form(int minBytes, int maxBytes) {
            this.minBytes = minBytes;
            this.maxBytes = maxBytes;
        }
    }

    private static final Map<Integer, StunAttribute> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(StunAttribute::code, Function.identity()));

    private final int code;
    private final String label;
    private final Form form;
    private final int minBytes;
    private final int maxBytes;

    StunAttribute(int code, String label, Form form) {
        this(code, label, form, form.minBytes, form.maxBytes);
    }

    StunAttribute(int code, String label, Form form, int minBytes, int maxBytes) {
        this.code = code;
        this.label = label;
        this.form = form;
        this.minBytes = minBytes;
        this.maxBytes = maxBytes;
    }

    /** The 16-bit type. */
    public int code() {
        return code;
    }

    /** The name in the registry, or ours. */
    public String label() {
        return label;
    }

    Form form() {
        return form;
    }

    boolean allowsLength(int bytes) {
        return bytes >= minBytes && bytes <= maxBytes;
    }

    static @Nullable StunAttribute ofCode(int code) {
        return BY_CODE.get(code);
    }

    /** Types below 0x8000 must be understood by who receives them (RFC 8489 section 14). */
    static boolean mustBeUnderstood(int code) {
        return code < 0x8000;
    }
}
