package io.voider.transport.packet;

import io.voider.ns.MacAddress;
import java.util.Map;
import java.util.Set;

/**
 * How a {@link PacketChannel} is opened.
 *
 * @param delivery what the pipeline gets
 * @param learnFrom the IPv4 addresses, first byte highest, whose MAC addresses are learnt from their packets; empty
 *     for any address
 * @param neighbours MAC addresses known beforehand and never learnt anew, by IPv4 address; at most 256
 * @param verifyChecksums whether packets with a wrong transport checksum are dropped
 * @param receiveBufferBytes the ring in which the kernel keeps packets until we have read them, 2 KiB each if the MTU is at
 *     most 1,968 bytes; it is taken whole and at once, in steps of 64 KiB; 4,096 or more
 * @param sendBufferBytes what may wait in the interface, by the kernel's accounting (about 1 KiB for a packet of voice);
 *     4,096 or more
 */
public record PacketOptions(
        Delivery delivery,
        Set<Integer> learnFrom,
        Map<Integer, MacAddress> neighbours,
        boolean verifyChecksums,
        int receiveBufferBytes,
        int sendBufferBytes) {

    /** IPv4, everything, learning from anybody, checksums verified, 4 MiB each way. */
    public static final PacketOptions DEFAULT =
            new PacketOptions(Delivery.IPV4, Set.of(), Map.of(), true, 4 << 20, 4 << 20);

    public PacketOptions {
        learnFrom = Set.copyOf(learnFrom);
        neighbours = Map.copyOf(neighbours);
        if (receiveBufferBytes < 4096 || sendBufferBytes < 4096) {
            throw new IllegalArgumentException(
                    "buffers have at least 4096 bytes, not " + receiveBufferBytes + " and " + sendBufferBytes);
        }
        if (neighbours.size() > LearntNeighbours.CAPACITY) {
            throw new IllegalArgumentException(
                    "at most " + LearntNeighbours.CAPACITY + " neighbours, not " + neighbours.size());
        }
    }

    public PacketOptions withDelivery(Delivery value) {
        return new PacketOptions(value, learnFrom, neighbours, verifyChecksums, receiveBufferBytes, sendBufferBytes);
    }

    public PacketOptions withLearnFrom(Set<Integer> value) {
        return new PacketOptions(delivery, value, neighbours, verifyChecksums, receiveBufferBytes, sendBufferBytes);
    }

    public PacketOptions withNeighbours(Map<Integer, MacAddress> value) {
        return new PacketOptions(delivery, learnFrom, value, verifyChecksums, receiveBufferBytes, sendBufferBytes);
    }

    public PacketOptions withVerifyChecksums(boolean value) {
        return new PacketOptions(delivery, learnFrom, neighbours, value, receiveBufferBytes, sendBufferBytes);
    }

    public PacketOptions withBuffers(int receiveBytes, int sendBytes) {
        return new PacketOptions(delivery, learnFrom, neighbours, verifyChecksums, receiveBytes, sendBytes);
    }
}
