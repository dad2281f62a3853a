package io.voider.cli.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A phone of this home.
 *
 * @param number its number p
 * @param address the phone's address
 * @param gateway what the phone must have for its gateway, with the prefix length
 * @param seen whether anything was heard from its address since the interface was taken
 * @param connected whether something is plugged into the phones' interface
 * @param why how that is, one sentence
 * @param mac the MAC address of the device that it is; absent if none was heard from or given the address
 * @param vendor who made that; absent if that is not known
 * @param addressFrom {@code dhcp} if the node gave the device the address, {@code hand} if somebody set it; absent without one
 * @param leaseUntil until when it has the address without asking again; absent but by DHCP
 * @param secondMac the MAC address of another station that sent from the phone's address, and whose packets were dropped;
 *     absent if there was none since the phone's own was learnt
 * @param contact where it is registered at the gateway, as a SIP URI; absent if it is not
 */
public record PhoneReport(
        int number,
        String address,
        String gateway,
        boolean seen,
        boolean connected,
        String why,
        @Nullable String mac,
        @Nullable String vendor,
        @Nullable String addressFrom,
        @Nullable Instant leaseUntil,
        @Nullable String secondMac,
        @Nullable String contact) {}
