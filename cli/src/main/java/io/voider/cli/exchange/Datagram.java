package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;

/**
 * A UDP datagram in one of the exchange's networks.
 *
 * @param source the sender's IPv4 address there
 * @param sourcePort 1…65535
 * @param destination the receiver's IPv4 address there
 * @param destinationPort 1…65535
 * @param payload the readable bytes; whoever is given the datagram must release them
 */
public record Datagram(int source, int sourcePort, int destination, int destinationPort, ByteBuf payload) {}
