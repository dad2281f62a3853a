package io.voider.cli.phone.dhcp;

import io.voider.ns.MacAddress;

/**
 * That an address is one station's and nobody else's for a time: that of its lease, even if it was given back, for who says so may be
 * another. Times are nanoseconds of the server's clock.
 *
 * @param address the phone's, as an unsigned 32-bit number in network order
 * @param leasedAtNanos since when; a renewal moves it
 * @param untilNanos until when, which may be over
 */
public record PhoneHolding(int address, MacAddress station, long leasedAtNanos, long untilNanos) {}
