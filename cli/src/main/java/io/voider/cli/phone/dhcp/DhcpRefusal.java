package io.voider.cli.phone.dhcp;

import io.voider.ns.MacAddress;

/**
 * That a station asked for an address and gets none.
 *
 * @param station which
 * @param vendorClass what it says it is; empty if it says nothing
 * @param why a clause that says what to do as well
 * @param nanos when it asked last
 */
public record DhcpRefusal(MacAddress station, String vendorClass, String why, long nanos) {}
