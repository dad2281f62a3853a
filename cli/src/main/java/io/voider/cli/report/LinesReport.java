package io.voider.cli.report;

import java.util.List;

/**
 * The phone book.
 *
 * @param schema the version of this record
 * @param lines one for each friend and each exchange
 */
public record LinesReport(int schema, List<LineReport> lines) {}
