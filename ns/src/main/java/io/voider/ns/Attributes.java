package io.voider.ns;

import io.voider.ns.Layout.RtAttr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run of netlink attributes, read in place. If a type occurs twice, the first counts. Every accessor throws {@link
 * MalformedNetlinkException} for a value of a size that its type cannot have, and nothing else.
 */
final class Attributes {

    private static final Attributes NONE = new Attributes(ByteBuffer.allocate(0), 0);

    private final ByteBuffer buffer;

    /**
     * Everything from {@code start} to the buffer's limit, which must be attributes.
     *
     * @throws MalformedNetlinkException if one is shorter than its header, or reaches beyond the end
     */
    Attributes(ByteBuffer payload, int start) {
        int from = Math.min(start, payload.limit());
        buffer = payload.slice(from, payload.limit() - from).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at < buffer.limit()) {
            int left = buffer.limit() - at;
            if (left < RtAttr.SIZE || length(at) < RtAttr.SIZE || length(at) > left) {
                throw new MalformedNetlinkException("a truncated attribute", from + at);
            }
            at = next(at);
        }
    }

    private int length(int at) {
        return buffer.getShort(at + RtAttr.LENGTH) & 0xffff;
    }

    private int next(int at) {
        return at + Math.min(Layout.align(length(at)), buffer.limit() - at);
    }

    private Optional<ByteBuffer> find(int type) {
        for (int at = 0; at < buffer.limit(); at = next(at)) {
            if ((buffer.getShort(at + RtAttr.TYPE) & RtAttr.TYPE_MASK) == type) {
                return Optional.of(
                        buffer.slice(at + RtAttr.SIZE, length(at) - RtAttr.SIZE).order(ByteOrder.nativeOrder()));
            }
        }
        return Optional.empty();
    }

    boolean has(int type) {
        return find(type).isPresent();
    }

    OptionalInt u8(int type) {
        return find(type)
                .map(value -> OptionalInt.of(sized(value, type, 1).get(0) & 0xff))
                .orElse(OptionalInt.empty());
    }

    OptionalInt int32(int type) {
        return find(type)
                .map(value -> OptionalInt.of(sized(value, type, 4).getInt(0)))
                .orElse(OptionalInt.empty());
    }

    /** The text up to the first zero byte, or to the end. */
    Optional<String> string(int type) {
        return find(type).map(value -> {
            int length = 0;
            while (length < value.limit() && value.get(length) != 0) {
                length++;
            }
            byte[] text = new byte[length];
            value.get(0, text);
            return new String(text, StandardCharsets.UTF_8);
        });
    }

    /** An address of 4 or 16 bytes. */
    Optional<InetAddress> address(int type) {
        return find(type).map(value -> {
            byte[] address = new byte[value.limit()];
            value.get(0, address);
            try {
                return Prefix.address(address);
            } catch (UnknownHostException e) {
                throw new MalformedNetlinkException(
                        "an address of " + value.limit() + " bytes in attribute " + type, 0);
            }
        });
    }

    /** A hardware address, if it has the six bytes of Ethernet's. */
    Optional<MacAddress> mac(int type) {
        return find(type).filter(value -> value.limit() == MacAddress.SIZE).map(value -> {
            byte[] address = new byte[MacAddress.SIZE];
            value.get(0, address);
            return MacAddress.of(address);
        });
    }

    /** The attribute's value, which has at least {@code size} bytes. */
    Optional<ByteBuffer> structure(int type, int size) {
        Optional<ByteBuffer> found = find(type);
        found.ifPresent(value -> {
            if (value.limit() < size) {
                throw wrongSize(value, type);
            }
        });
        return found;
    }

    /** The attributes within an attribute; none if it is absent. */
    Attributes nested(int type) {
        return find(type).map(value -> new Attributes(value, 0)).orElse(NONE);
    }

    private static ByteBuffer sized(ByteBuffer value, int type, int size) {
        if (value.limit() != size) {
            throw wrongSize(value, type);
        }
        return value;
    }

    private static MalformedNetlinkException wrongSize(ByteBuffer value, int type) {
        return new MalformedNetlinkException(value.limit() + " bytes in attribute " + type, 0);
    }
}
