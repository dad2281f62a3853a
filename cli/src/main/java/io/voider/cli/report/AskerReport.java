package io.voider.cli.report;

import org.jspecify.annotations.Nullable;

/**
 * A device that asked for an address in the last minutes and got none.
 *
 * @param mac its MAC address
 * @param vendor who made it; absent if that is not known
 * @param why a clause that says what to do as well
 */
public record AskerReport(String mac, @Nullable String vendor, String why) {}
