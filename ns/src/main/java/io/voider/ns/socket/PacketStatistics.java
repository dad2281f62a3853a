package io.voider.ns.socket;

/**
 * The kernel's own count for one packet socket ({@code PACKET_STATISTICS}).
 *
 * @param packets that passed the filter, dropped ones included
 * @param drops of these, how many found the receive buffer full
 */
public record PacketStatistics(long packets, long drops) {}
