package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.LinesReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The phone book. */
@Command(
        name = "lines",
        description = "Show the phone book: what to dial, and how each line is.",
        footer = {"", "Without a running node every line is not-running.", "", "Example:", "  voider lines --json"},
        mixinStandardHelpOptions = true)
final class LinesCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Override
    public Integer call() throws IOException {
        LinesReport lines;
        try (ControlClient node = root.client()) {
            lines = node.request("GET", "/v1/lines", Map.of(), LinesReport.class);
        } catch (ControlClient.NotRunningException e) {
            lines = ofTheBooks(root.home());
        }
        root.console().print(lines, report -> root.drawing().lines(report.lines()));
        return Exit.OK.code();
    }

    private static LinesReport ofTheBooks(Path directory) throws IOException {
        State state = Home.read(directory);
        if (state == null) {
            throw new CommandException(Exit.FAILED, "there is no node in " + directory, "make one with: voider init");
        }
        return LinesReport.ofTheBooks(state);
    }
}
