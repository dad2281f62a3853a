package io.voider.transport.packet;

/** What of an interface's traffic a {@link PacketChannel} hands to its pipeline. */
public enum Delivery {
    /** IPv4 packets addressed to this station, without link-layer header. */
    IPV4,
    /** IPv4 and IPv6 packets addressed to this station, without link-layer header. */
    IP,
    /**
     * Whole Ethernet frames to anybody, ARP and neighbour discovery included, as a wire sees them; what is sent are whole
     * frames too. On a tun, which has no frames, the same as {@link #IP}.
     */
    FRAMES
}
