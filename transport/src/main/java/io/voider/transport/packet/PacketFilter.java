package io.voider.transport.packet;

import io.voider.ns.socket.BpfAssembler;

/**
 * Which of the packets that a {@link PacketChannel} could deliver it shall deliver, decided in the kernel.
 *
 * <p>What the filter refuses never enters the receive buffer and is counted nowhere.
 */
@FunctionalInterface
public interface PacketFilter {

    /** Jump here to take the packet; falling off the end of the filter does the same. */
    String TAKE = "take";

    /** Jump here to refuse it. */
    String REFUSE = "refuse";

    /** Takes everything. */
    PacketFilter EVERYTHING = (bpf, network) -> {};

    /** Takes IPv4 UDP, fragments included, and nothing else. */
    PacketFilter UDP = (bpf, network) -> bpf.loadByte(network)
            .and(0xf0)
            .jumpEqual(0x40, BpfAssembler.NEXT, REFUSE)
            .loadByte(network + Ipv4.PROTOCOL)
            .jumpEqual(Ipv4.PROTOCOL_UDP, TAKE, REFUSE);

    /** Refuses everything. */
    PacketFilter NOTHING = (bpf, network) -> bpf.jump(REFUSE);

    /**
     * Adds the filter's instructions.
     *
     * @param network where the IP header begins
     */
    void assemble(BpfAssembler bpf, int network);
}
