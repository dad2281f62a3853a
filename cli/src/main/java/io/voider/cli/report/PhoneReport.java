package io.voider.cli.report;

import org.jspecify.annotations.Nullable;

/**
 * A phone of this home.
 *
 * @param number its number p
 * @param address the phone's address
 * @param gateway what the phone must have for its gateway, with the prefix length
 * @param seen whether the phone has sent anything since its interface was taken
 * @param connected whether something is plugged into the phones' interface
 * @param why how that is, one sentence
 * @param secondMac the MAC address of another station that sent from the phone's address, and whose packets were dropped;
 *     absent if there was none since the phone's own was learnt
 */
public record PhoneReport(
        int number,
        String address,
        String gateway,
        boolean seen,
        boolean connected,
        String why,
        @Nullable String secondMac) {}
