package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;

/**
 * The checksums of a whole IP packet: the IPv4 header's, and that of UDP (RFC 768), TCP (RFC 9293), ICMP (RFC 792) or
 * ICMPv6 (RFC 4443) behind it, pseudo-headers included (RFC 8200, section 8.1).
 *
 * <p>A packet that a local host sent through a veth carries an unfinished UDP or TCP checksum: the field holds the sum of
 * the pseudo-header alone, for a network card that does not exist. Hence {@link #areRight} takes that for right, and
 * everything that is sent on must be computed anew by {@link #finish}. A fragment's transport checksum can neither be
 * checked nor made from one piece; the kernel finishes it before it fragments.
 */
public final class PacketChecksums {

    static final int IPV6_HEADER_BYTES = 40;

    private static final int IPV6_PAYLOAD_LENGTH = 4;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int IPV6_ADDRESSES = 8;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int ICMPV6 = 58;

    private PacketChecksums() {}

    /**
     * Sets all checksums of the IP packet at {@code offset}.
     *
     * @param length the bytes available, at least the packet's own length
     * @return false, and nothing was changed, if this is no IP packet or its lengths contradict each other
     */
    public static boolean finish(ByteBuf buffer, int offset, int length) {
        int version = length == 0 ? 0 : buffer.getUnsignedByte(offset) >> 4;
        if (version == 4) {
            return finishIpv4(buffer, offset, length);
        }
        if (version == 6) {
            return finishIpv6(buffer, offset, length);
        }
        return false;
    }

    private static boolean finishIpv4(ByteBuf buffer, int offset, int length) {
        if (length < Ipv4.HEADER_BYTES) {
            return false;
        }
        int header = (buffer.getByte(offset) & 0xf) * 4;
        int total = buffer.getUnsignedShort(offset + Ipv4.TOTAL_LENGTH);
        if (header < Ipv4.HEADER_BYTES || total < header || total > length) {
            return false;
        }
        buffer.setShort(offset + Ipv4.CHECKSUM, 0);
        buffer.setShort(offset + Ipv4.CHECKSUM, Checksum.ofSum(Checksum.sum(buffer, offset, header)));
        if (!isFragment(buffer, offset)) {
            int protocol = buffer.getUnsignedByte(offset + Ipv4.PROTOCOL);
            long addresses = protocol == Ipv4.PROTOCOL_ICMP ? 0 : Checksum.sum(buffer, offset + Ipv4.SOURCE, 8);
            finishTransport(buffer, offset + header, total - header, protocol, addresses);
        }
        return true;
    }

    private static boolean finishIpv6(ByteBuf buffer, int offset, int length) {
        if (!isSoundIpv6(buffer, offset, length)) {
            return false;
        }
        long found = ipv6Transport(buffer, offset);
        if (found >= 0) {
            int at = (int) (found >> 8);
            int end = offset + ipv6Length(buffer, offset);
            long addresses = Checksum.sum(buffer, offset + IPV6_ADDRESSES, 32);
            finishTransport(buffer, at, end - at, (int) found & 0xff, addresses);
        }
        return true;
    }

    private static void finishTransport(ByteBuf buffer, int at, int available, int protocol, long addresses) {
        int field = checksumField(protocol);
        int length = covered(buffer, at, available, protocol);
        if (field < 0 || length < field + 2) {
            return;
        }
        buffer.setShort(at + field, 0);
        int checksum = Checksum.ofSum(pseudo(addresses, protocol, length) + Checksum.sum(buffer, at, length));
        boolean isUdp = protocol == Ipv4.PROTOCOL_UDP;
        buffer.setShort(at + field, isUdp && checksum == 0 ? 0xffff : checksum);
    }

    /**
     * Whether the transport checksum of the sound IP packet at {@code offset} is right, unfinished, absent (UDP over
     * IPv4) or beyond checking (fragments, other protocols).
     */
    static boolean areRight(ByteBuf buffer, int offset) {
        if (buffer.getUnsignedByte(offset) >> 4 == 6) {
            long found = ipv6Transport(buffer, offset);
            if (found < 0) {
                return true;
            }
            int at = (int) (found >> 8);
            int end = offset + ipv6Length(buffer, offset);
            long addresses = Checksum.sum(buffer, offset + IPV6_ADDRESSES, 32);
            return isTransportRight(buffer, at, end - at, (int) found & 0xff, addresses);
        }
        if (isFragment(buffer, offset)) {
            return true;
        }
        int header = (buffer.getByte(offset) & 0xf) * 4;
        int total = buffer.getUnsignedShort(offset + Ipv4.TOTAL_LENGTH);
        int protocol = buffer.getUnsignedByte(offset + Ipv4.PROTOCOL);
        long addresses = protocol == Ipv4.PROTOCOL_ICMP ? 0 : Checksum.sum(buffer, offset + Ipv4.SOURCE, 8);
        return isTransportRight(buffer, offset + header, total - header, protocol, addresses);
    }

    private static boolean isTransportRight(ByteBuf buffer, int at, int available, int protocol, long addresses) {
        int field = checksumField(protocol);
        int length = covered(buffer, at, available, protocol);
        if (field < 0) {
            return true;
        }
        if (length < field + 2) {
            return false;
        }
        int checksum = buffer.getUnsignedShort(at + field);
        if (checksum == 0 && protocol == Ipv4.PROTOCOL_UDP) {
            return true;
        }
        long pseudo = pseudo(addresses, protocol, length);
        return Checksum.fold(pseudo + Checksum.sum(buffer, at, length)) == 0xffff
                || (checksum == Checksum.fold(pseudo) && mayBeUnfinished(protocol));
    }

    private static boolean mayBeUnfinished(int protocol) {
        return protocol == Ipv4.PROTOCOL_UDP || protocol == Ipv4.PROTOCOL_TCP;
    }

    /** Where the checksum stands in the transport header, or -1 if we know none. */
    private static int checksumField(int protocol) {
        return switch (protocol) {
            case Ipv4.PROTOCOL_UDP -> Udp.CHECKSUM;
            case Ipv4.PROTOCOL_TCP -> 16;
            case Ipv4.PROTOCOL_ICMP, ICMPV6 -> 2;
            default -> -1;
        };
    }

    /** How many bytes the checksum covers; -1 if a UDP length lies. */
    private static int covered(ByteBuf buffer, int at, int available, int protocol) {
        if (protocol != Ipv4.PROTOCOL_UDP) {
            return available;
        }
        if (available < Udp.HEADER_BYTES) {
            return -1;
        }
        int length = buffer.getUnsignedShort(at + Udp.LENGTH);
        return length < Udp.HEADER_BYTES || length > available ? -1 : length;
    }

    private static long pseudo(long addresses, int protocol, int length) {
        return protocol == Ipv4.PROTOCOL_ICMP ? 0 : addresses + protocol + length;
    }

    private static boolean isFragment(ByteBuf buffer, int offset) {
        int fragment = buffer.getUnsignedShort(offset + Ipv4.FRAGMENT);
        return (fragment & (Ipv4.MORE_FRAGMENTS | Ipv4.OFFSET_MASK)) != 0;
    }

    /** Whether {@code available} bytes hold a whole IPv6 packet. */
    static boolean isSoundIpv6(ByteBuf buffer, int offset, int available) {
        return available >= IPV6_HEADER_BYTES
                && buffer.getUnsignedByte(offset) >> 4 == 6
                && ipv6Length(buffer, offset) <= available;
    }

    static int ipv6Length(ByteBuf buffer, int offset) {
        return IPV6_HEADER_BYTES + buffer.getUnsignedShort(offset + IPV6_PAYLOAD_LENGTH);
    }

    /** Walks over extension headers: the transport header's index × 256 + its protocol; -1 where there is none. */
    private static long ipv6Transport(ByteBuf buffer, int offset) {
        int end = offset + ipv6Length(buffer, offset);
        int next = buffer.getUnsignedByte(offset + IPV6_NEXT_HEADER);
        int at = offset + IPV6_HEADER_BYTES;
        while (next == HOP_BY_HOP || next == ROUTING || next == DESTINATION_OPTIONS) {
            if (at + 8 > end) {
                return -1;
            }
            next = buffer.getUnsignedByte(at);
            at += (buffer.getUnsignedByte(at + 1) + 1) * 8;
        }
        return at <= end && checksumField(next) >= 0 ? (long) at << 8 | next : -1;
    }
}
