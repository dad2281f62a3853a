package io.voider.transport.packet;

import io.voider.ns.MacAddress;

/**
 * The station that has an address.
 *
 * @param station which
 * @param nanos when it was heard last, as the channel's event loop counts
 */
public record HeardNeighbour(MacAddress station, long nanos) {}
