package io.voider.cli.command;

import io.voider.cli.command.console.Drawing;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.LinesReport;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The phone book. */
@Command(
        name = "lines",
        description = "Show the phone book: what to dial, and how each line is.",
        footer = {"", "Example:", "  voider lines --json"},
        mixinStandardHelpOptions = true)
final class LinesCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Override
    public Integer call() throws IOException {
        try (ControlClient node = root.client()) {
            LinesReport lines = node.request("GET", "/v1/lines", Map.of(), LinesReport.class);
            root.console().print(lines, report -> Drawing.lines(report.lines()));
        }
        return Exit.OK.code();
    }
}
