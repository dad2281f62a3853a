package io.voider.cli.report;

import java.util.List;

/**
 * What the router does for each line.
 *
 * @param schema the version of this record
 * @param ports by line
 */
public record RouterPortsReport(int schema, List<RouterPortReport> ports) {
    /** The version that is written. */
    public static final int SCHEMA = 1;
}
