package io.voider.transport.packet;

import io.voider.ns.MacAddress;

/**
 * That two stations sent from one IPv4 address.
 *
 * @param address which, the first byte highest
 * @param holder the station to which packets for it go
 * @param claimant the other one, whose packets were dropped
 * @param nanos when, as the channel's event loop counts
 */
public record ContestedNeighbour(int address, MacAddress holder, MacAddress claimant, long nanos) {}
