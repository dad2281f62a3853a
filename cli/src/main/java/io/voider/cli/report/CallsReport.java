package io.voider.cli.report;

import java.util.List;

/**
 * Calls, the latest first.
 *
 * @param schema the version of this record
 * @param calls running ones and past ones
 */
public record CallsReport(int schema, List<CallReport> calls) {}
