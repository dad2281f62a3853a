package io.voider.cli.phone.dhcp;

import io.voider.ns.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client sends.
 *
 * @param type never one that a server sends
 * @param transaction xid, by which the client knows its answer
 * @param flags as they came, for the answer
 * @param clientAddress ciaddr: what the client has already; 0 for nothing
 * @param relayAddress giaddr: 0 unless it came through a relay agent
 * @param station chaddr
 * @param options by their codes; one that came in pieces (RFC 3396) is joined
 */
record DhcpRequest(
        DhcpMessageType type,
        int transaction,
        int flags,
        int clientAddress,
        int relayAddress,
        MacAddress station,
        Map<Integer, byte[]> options) {
    static final int OPTIONS_AT = 240;
    static final int MAGIC = 0x6382_5363;

    private static final int SERVER_NAME_AT = 44;
    private static final int FILE_AT = 108;
    private static final int MAGIC_AT = 236;
    private static final int ETHERNET = 0x0106;
    private static final int MOST_TEXT = 64;

    /** Those of which the length is fixed and matters here. */
    private static final Map<Integer, Integer> LENGTHS = Map.of(
            DhcpOption.REQUESTED_ADDRESS, 4,
            DhcpOption.SERVER_IDENTIFIER, 4,
            DhcpOption.OVERLOAD, 1,
            DhcpOption.MESSAGE_TYPE, 1,
            DhcpOption.MAXIMUM_MESSAGE_SIZE, 2);

    /**
     * Reads a UDP payload.
     *
     * @throws DhcpFormatException if it is not a client's message over Ethernet, or contradicts itself
     */
    static DhcpRequest decode(byte[] message) throws DhcpFormatException {
        require(message.length > OPTIONS_AT, "too short", message.length);
        ByteBuffer fixed = ByteBuffer.wrap(message);
        require(fixed.get(0) == 1, "no request", 0);
        require(fixed.getShort(1) == ETHERNET, "not over Ethernet", 1);
        require(fixed.getInt(MAGIC_AT) == MAGIC, "no options", MAGIC_AT);
        Map<Integer, byte[]> options = new TreeMap<>();
        read(message, OPTIONS_AT, message.length, options);
        int overload = options.getOrDefault(DhcpOption.OVERLOAD, new byte[1])[0];
        if ((overload & 1) != 0) {
            read(message, FILE_AT, MAGIC_AT, options);
        }
        if ((overload & 2) != 0) {
            read(message, SERVER_NAME_AT, FILE_AT, options);
        }
        for (Map.Entry<Integer, Integer> each : LENGTHS.entrySet()) {
            byte[] value = options.get(each.getKey());
            require(
                    value == null || value.length == each.getValue(),
                    "option " + each.getKey() + " of another length than " + each.getValue(),
                    OPTIONS_AT);
        }
        return new DhcpRequest(
                type(options),
                fixed.getInt(4),
                fixed.getShort(10) & 0xffff,
                fixed.getInt(12),
                fixed.getInt(24),
                new MacAddress(fixed.getLong(28) >>> 16),
                options);
    }

    private static DhcpMessageType type(Map<Integer, byte[]> options) throws DhcpFormatException {
        byte[] code = options.get(DhcpOption.MESSAGE_TYPE);
        DhcpMessageType type = DhcpMessageType.of(code == null ? 0 : code[0]).orElse(DhcpMessageType.OFFER);
        return switch (type) {
            case DISCOVER, REQUEST, DECLINE, RELEASE, INFORM -> type;
            case OFFER, ACK, NAK -> throw new DhcpFormatException("no client's message", OPTIONS_AT);
        };
    }

    private static void read(byte[] message, int start, int end, Map<Integer, byte[]> options)
            throws DhcpFormatException {
        int at = start;
        while (at < end) {
            int code = message[at++] & 0xff;
            if (code == DhcpOption.END) {
                return;
            }
            if (code != DhcpOption.PAD) {
                require(at < end, "an option without a length", at);
                int length = message[at++] & 0xff;
                require(at + length <= end, "an option longer than what is left", at);
                join(options, code, message, at, length);
                at += length;
            }
        }
    }

    private static void join(Map<Integer, byte[]> options, int code, byte[] message, int at, int length)
            throws DhcpFormatException {
        // The overload option is read once: a second one, in the fields that it opened, opens no more.
        require(code != DhcpOption.OVERLOAD || length == 1, "option 52 of another length than 1", at);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(options.getOrDefault(code, new byte[0]));
        whole.write(message, at, length);
        options.put(code, whole.toByteArray());
    }

    private static void require(boolean condition, String otherwise, int position) throws DhcpFormatException {
        if (!condition) {
            throw new DhcpFormatException(otherwise, position);
        }
    }

    /** An option's address; 0 if it is not there. */
    int address(int code) {
        byte[] value = options.get(code);
        return value == null ? 0 : ByteBuffer.wrap(value).getInt();
    }

    /** An option's text as far as it can be shown: its first characters, those that are not printable ASCII as '?'. */
    String text(int code) {
        byte[] value = options.getOrDefault(code, new byte[0]);
        String text = new String(value, 0, Math.min(value.length, MOST_TEXT), StandardCharsets.ISO_8859_1);
        return text.replaceAll("[^ -~]", "?").strip();
    }

    /** The longest message that the client takes, in bytes of UDP payload: 548 at the least (RFC 2131, section 2). */
    int longestAnswer() {
        byte[] size = options.get(DhcpOption.MAXIMUM_MESSAGE_SIZE);
        int said = size == null ? 0 : ByteBuffer.wrap(size).getShort() & 0xffff;
        return Math.max(576, Math.min(said, 1500)) - 28;
    }
}
