package io.voider.cli.report;

/**
 * A phone of this home.
 *
 * @param number its number p
 * @param address the phone's address
 * @param gateway what the phone must have for its gateway, with the prefix length
 * @param seen whether the phone has sent anything since the node's start
 */
public record PhoneReport(int number, String address, String gateway, boolean seen) {}
