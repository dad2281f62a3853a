package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A packet as a {@link PacketChannel} received it, borrowed for the time of {@code channelRead}: see the package's
 * description.
 *
 * <p>Every packet that the pipeline sees as IPv4 has been checked: its header is consistent, its length is the header's
 * total length (Ethernet's padding is cut off), and so is UDP's length in it.
 */
public final class Packet {

    static final int ETHERNET_BYTES = 14;
    static final int ETHERTYPE_IPV4 = 0x0800;
    static final int ETHERTYPE_IPV6 = 0x86dd;

    /** What the headers turned out to be. */
    enum Kind {
        IPV4,
        IPV4_UDP,
        IPV6,
        /** A frame with something else in it. */
        OTHER,
        MALFORMED
    }

    private final ByteBuf buffer;
    private final Ipv4 ipv4 = new Ipv4();
    private final Udp udp = new Udp();
    private Kind kind = Kind.OTHER;
    private int network;
    private long sourceStation;

    /** @param buffer where the packets will lie, this object's own */
    Packet(ByteBuf buffer) {
        this.buffer = buffer;
    }

    /**
     * Reads the headers of {@code length} bytes at index {@code start}.
     *
     * @param frame whether they begin with an Ethernet header
     * @param whole whether the pipeline shall see that, too
     */
    Kind read(int start, int length, boolean frame, boolean whole) {
        int header = frame ? ETHERNET_BYTES : 0;
        if (length <= header) {
            kind = Kind.MALFORMED;
            return kind;
        }
        sourceStation =
                frame ? buffer.getUnsignedShort(start + 6) * 0x1_0000_0000L + buffer.getUnsignedInt(start + 8) : 0;
        network = start + header;
        int end = readNetwork(frame, length - header);
        if (whole) {
            kind = kind == Kind.MALFORMED ? Kind.OTHER : kind;
            buffer.setIndex(start, start + length);
        } else if (kind != Kind.MALFORMED) {
            buffer.setIndex(network, end);
        }
        return kind;
    }

    private int readNetwork(boolean frame, int available) {
        int version = frame ? versionOf(buffer.getUnsignedShort(network - 2)) : buffer.getUnsignedByte(network) >> 4;
        if (version == 4 && Ipv4.isSound(buffer, network, available)) {
            ipv4.wrap(buffer, network);
            kind = ipv4.protocol() == Ipv4.PROTOCOL_UDP && !ipv4.isFragment() ? readUdp() : Kind.IPV4;
            return network + ipv4.totalLength();
        }
        if (version == 6 && PacketChecksums.isSoundIpv6(buffer, network, available)) {
            kind = Kind.IPV6;
            return network + PacketChecksums.ipv6Length(buffer, network);
        }
        kind = version == 4 || version == 6 || !frame ? Kind.MALFORMED : Kind.OTHER;
        return network;
    }

    private Kind readUdp() {
        int available = ipv4.payloadLength();
        udp.wrap(buffer, ipv4.payloadOffset());
        boolean sound = available >= Udp.HEADER_BYTES && udp.length() >= Udp.HEADER_BYTES && udp.length() <= available;
        return sound ? Kind.IPV4_UDP : Kind.MALFORMED;
    }

    private static int versionOf(int etherType) {
        return etherType == ETHERTYPE_IPV4 ? 4 : etherType == ETHERTYPE_IPV6 ? 6 : 0;
    }

    Kind kind() {
        return kind;
    }

    int network() {
        return network;
    }

    /** Whether an IPv4 packet. */
    public boolean isIpv4() {
        return kind == Kind.IPV4 || kind == Kind.IPV4_UDP;
    }

    /** Whether a whole UDP datagram over IPv4; a fragment of one is not. */
    public boolean isUdp() {
        return kind == Kind.IPV4_UDP;
    }

    /** Whether an IPv6 packet. */
    public boolean isIpv6() {
        return kind == Kind.IPV6;
    }

    /** The IPv4 header; meaningful if {@link #isIpv4}. The same object for every packet of this slot. */
    public Ipv4 ipv4() {
        return ipv4;
    }

    /** The UDP header; meaningful if {@link #isUdp}. */
    public Udp udp() {
        return udp;
    }

    /** The sender's MAC address as a number, first byte highest; 0 where there are none (tun). */
    public long sourceStation() {
        return sourceStation;
    }

    /** The packet's bytes from reader to writer index: from the IP header on, or with {@link Delivery#FRAMES} the frame. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** The number of those bytes. */
    public int length() {
        return buffer.readableBytes();
    }

    /** A copy that belongs to the caller, who must release it. */
    public ByteBuf copy(ByteBufAllocator allocator) {
        int length = buffer.readableBytes();
        return allocator.directBuffer(length).writeBytes(buffer, buffer.readerIndex(), length);
    }
}
