package io.voider.cli.command;

import io.voider.cli.command.console.Drawing;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.NodeReport;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Everything at a glance. */
@Command(
        name = "status",
        description = "Show how the running node is: phones, lines, calls, what was dropped.",
        footer = {"", "Examples:", "  voider status", "  voider status --watch"},
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Option(names = "--watch", description = "Go on, and print each change as it happens.")
    private boolean watch;

    @Override
    public Integer call() throws IOException {
        try (ControlClient node = root.client()) {
            NodeReport status = node.request("GET", "/v1/status", Map.of(), NodeReport.class);
            root.console().print(status, root.drawing()::status);
            if (watch) {
                node.watch(event -> root.console().printLine(event, Drawing::event));
            }
        }
        return Exit.OK.code();
    }
}
