package io.voider.cli.command;

import io.voider.cli.command.console.Drawing;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.CallsReport;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The calls, and one of them in detail. */
@Command(
        name = "calls",
        description = "Show the calls, running and past, with how well each was heard.",
        footer = {"", "Examples:", "  voider calls", "  voider calls --last 100 --json", "  voider calls show 7"},
        mixinStandardHelpOptions = true)
final class CallsCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "20",
            description = "Only the latest N (default: ${DEFAULT-VALUE}; the node remembers 500).")
    private int last;

    @Override
    public Integer call() throws IOException {
        Amount.positive("calls", "--last", last);
        try (ControlClient node = root.client()) {
            CallsReport all = node.request("GET", "/v1/calls", Map.of(), CallsReport.class);
            CallsReport latest = new CallsReport(
                    all.schema(), all.calls().stream().limit(last).toList());
            root.console().print(latest, report -> root.drawing().calls(report.calls()));
        }
        return Exit.OK.code();
    }

    @Command(
            name = "show",
            description = "Show one call: its streams and its SIP ladder.",
            footer = {"", "Examples:", "  voider calls show 7", "  voider calls show 7 --messages"},
            mixinStandardHelpOptions = true)
    Integer show(
            @Parameters(paramLabel = "ID", description = "The call's number.") long id,
            @Option(
                            names = "--messages",
                            description = "What each message said, without passwords and keys; known of the latest"
                                    + " 50 calls since the node's start.")
                    boolean messages)
            throws IOException {
        try (ControlClient node = root.client()) {
            CallReport call = node.request("GET", "/v1/calls/" + id, Map.of(), CallReport.class);
            Drawing drawing = root.drawing();
            root.console()
                    .print(
                            messages ? call : call.withoutMessages(),
                            report -> drawing.call(report) + (messages ? drawing.messages(report) : ""));
        }
        return Exit.OK.code();
    }
}
