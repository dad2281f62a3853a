package io.voider.cli.node.phone;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The device at a phone's address, for a report.
 *
 * @param heard whether anything was heard from that address since the interface was taken
 * @param mac which device; null if none is known
 * @param vendor who made it; null if that is not known
 * @param addressFrom {@code dhcp} or {@code hand}; null without a device
 * @param leaseUntil until when it has the address; null but by DHCP
 */
public record Occupant(
        boolean heard,
        @Nullable String mac,
        @Nullable String vendor,
        @Nullable String addressFrom,
        @Nullable Instant leaseUntil) {}
