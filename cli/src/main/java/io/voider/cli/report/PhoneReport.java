package io.voider.cli.report;

/**
 * A phone of this home.
 *
 * @param number its number p
 * @param address the phone's address
 * @param gateway what the phone must have for its gateway, with the prefix length
 * @param seen whether the phone has sent anything since its interface was taken
 * @param connected whether something is plugged into the phones' interface
 * @param why how that is, one sentence
 */
public record PhoneReport(int number, String address, String gateway, boolean seen, boolean connected, String why) {}
