package io.voider.cli.command;

import io.voider.cli.command.console.Drawing;
import io.voider.cli.command.console.Exit;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.LineReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Is somebody there? */
@Command(
        name = "ping",
        description = "Say whether a line is up, over which kind of path, and how long the way there and back takes.",
        footer = {
            "",
            "The time is that of the path's latest check, at most 15 s old.",
            "",
            "Examples:",
            "  voider ping bob",
            "  voider ping 21"
        },
        mixinStandardHelpOptions = true)
final class PingCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(
            paramLabel = "LINE",
            completionCandidates = CompletionScript.PhoneBook.class,
            description = "A name of the phone book, or what one dials.")
    private String name;

    @Override
    public Integer call() throws IOException {
        try (ControlClient node = root.client()) {
            LineReport line = Root.line(node, name);
            root.console().print(line, PingCommand::draw);
            return (line.state().equals("up") ? Exit.OK : Exit.UNREACHABLE).code();
        }
    }

    private static String draw(LineReport line) {
        if (!line.state().equals("up")) {
            return line.name() + " (" + line.dial() + ") is " + line.state() + ": " + line.why();
        }
        String rtt = line.rttMillis() == null ? "" : ", " + Drawing.millis(line.rttMillis()) + " there and back";
        String why = line.whyNotDirect() == null ? "" : "\n" + line.whyNotDirect();
        return line.name() + " (" + line.dial() + ") is up, " + line.path() + rtt + why;
    }
}
