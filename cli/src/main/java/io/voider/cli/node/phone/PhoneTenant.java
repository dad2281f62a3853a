package io.voider.cli.node.phone;

import io.voider.cli.phone.dhcp.PhoneLease;
import java.time.Instant;

/**
 * The device that a phone is, by DHCP.
 *
 * @param lease which device that is
 * @param until how long it may keep the address without asking again
 */
public record PhoneTenant(PhoneLease lease, Instant until) {}
