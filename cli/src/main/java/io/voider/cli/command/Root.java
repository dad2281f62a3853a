package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Console;
import io.voider.cli.command.console.Drawing;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.control.ControlClient;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.LinesReport;
import io.voider.cli.state.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program's own options, which every command has, and the list of its commands. */
@Command(
        name = "voider",
        description = "Be your own phone exchange.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.LOCAL,
        subcommands = {
            InitCommand.class,
            RunCommand.class,
            InviteCommand.class,
            RevokeCommand.class,
            JoinCommand.class,
            LeaveCommand.class,
            AccessCommand.class,
            LinesCommand.class,
            NumberCommand.class,
            QuietCommand.class,
            ForwardCommand.class,
            StatusCommand.class,
            EventsCommand.class,
            PhoneCommand.class,
            PhonesCommand.class,
            CallsCommand.class,
            NetcheckCommand.class,
            DoctorCommand.class,
            ReportCommand.class,
            CaptureCommand.class,
            PingCommand.class,
            LabCommand.class,
            ConfigCommand.class,
            WebCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ResetCommand.class,
            RendezvousCommand.class,
            SipCommand.class,
            RehearseCommand.class,
            ReleaseCommand.class,
            CompletionCommand.class,
            NamesCommand.class,
            ManualCommand.class,
            VersionCommand.class
        })
final class Root implements Callable<Integer> {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = "/var/lib/voider",
            description = "The node's directory (default: ${DEFAULT-VALUE}).")
    private Path home;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON instead of text.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** Where a command prints. */
    Console console() {
        return new Console(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
    }

    /** How reports are drawn there. */
    Drawing drawing() {
        return new Drawing(columns());
    }

    int columns() {
        return Terminal.columns();
    }

    /**
     * The node's directory.
     *
     * @throws CommandException if none is named, or whoever runs this may not look into it
     */
    Path home() {
        // An empty word, as an unset variable in a script makes one, would be the working directory.
        if (home.toString().isEmpty()) {
            throw new CommandException(Exit.USAGE, "--home names no directory", "leave it out for /var/lib/voider");
        }
        Path directory = home.toAbsolutePath();
        Privilege.requireEntry(directory);
        return directory;
    }

    /** A client of the running node. */
    ControlClient client() {
        return new ControlClient(Home.controlSocket(home()));
    }

    /**
     * The line of the running node that somebody means by its name or by what one dials.
     *
     * @throws CommandException if there is none
     */
    static LineReport line(ControlClient node, String what) throws IOException {
        return node.request("GET", "/v1/lines", Map.of(), LinesReport.class)
                .called(what)
                .orElseThrow(() -> new CommandException(
                        Exit.FAILED, "there is no line '" + what + "'", "voider lines lists them"));
    }

    @Override
    public Integer call() throws IOException {
        Optional<Terminal> terminal =
                json ? Optional.empty() : Terminal.open(spec.commandLine().getOut());
        if (terminal.isPresent()) {
            Menu menu = new Menu(spec.commandLine(), home.toAbsolutePath(), terminal.get()::ask);
            List<String> chosen = menu.choose();
            return chosen.isEmpty() ? Exit.OK.code() : CommandLines.run(chosen.toArray(String[]::new));
        }
        spec.commandLine().usage(spec.commandLine().getOut());
        return Exit.OK.code();
    }
}
