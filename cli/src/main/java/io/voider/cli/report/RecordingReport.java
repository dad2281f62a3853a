package io.voider.cli.report;

import org.jspecify.annotations.Nullable;

/**
 * Whether a call was recorded.
 *
 * @param call its number
 * @param bytes how large the file is, so far; null if the node keeps none
 * @param command by which one that runs is recorded
 */
public record RecordingReport(long call, @Nullable Long bytes, String command) {}
