package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Makes right packets for tests to start from. */
final class PacketBuilder {

    private PacketBuilder() {}

    static ByteBuf udp(int source, int sourcePort, int destination, int destinationPort, byte[] payload) {
        int udpLength = Udp.HEADER_BYTES + payload.length;
        int total = Ipv4.HEADER_BYTES + udpLength;
        ByteBuf packet = Unpooled.directBuffer(total);
        packet.writerIndex(total);
        new Ipv4().wrap(packet, 0).write(total, 7, 64, Ipv4.PROTOCOL_UDP, source, destination);
        new Udp().wrap(packet, Ipv4.HEADER_BYTES).write(sourcePort, destinationPort, udpLength);
        packet.setBytes(Ipv4.HEADER_BYTES + Udp.HEADER_BYTES, payload);
        PacketChecksums.finish(packet, 0, total);
        return packet;
    }

    /** The checksum of UDP over IPv4 as RFC 768 words it, one 16-bit word after the other. */
    static int expectedUdpChecksum(ByteBuf packet) {
        int length = packet.getUnsignedShort(Ipv4.HEADER_BYTES + 4);
        long sum = 17L + length;
        for (int i = 12; i < 20; i += 2) {
            sum += packet.getUnsignedShort(i);
        }
        for (int i = 0; i < length; i += 2) {
            int high = packet.getUnsignedByte(20 + i);
            int low = i + 1 < length ? packet.getUnsignedByte(21 + i) : 0;
            sum += i == 6 ? 0 : high << 8 | low;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        int checksum = (int) (~sum & 0xffff);
        return checksum == 0 ? 0xffff : checksum;
    }
}
