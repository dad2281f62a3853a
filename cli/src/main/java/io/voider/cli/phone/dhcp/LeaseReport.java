package io.voider.cli.phone.dhcp;

/**
 * How a lease stands.
 *
 * @param lease whose it is
 * @param remainingNanos how long it still runs; 0 if it has run out
 */
public record LeaseReport(PhoneLease lease, long remainingNanos) {}
