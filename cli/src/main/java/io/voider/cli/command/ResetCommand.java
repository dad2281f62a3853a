package io.voider.cli.command;

import io.voider.cli.capture.KeptRecordings;
import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Terminal;
import io.voider.cli.state.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Ends an exchange for good. */
@Command(
        name = "reset",
        description = "Forget that this machine was a node: its keys, friends, invitations and calls.",
        footer = {
            "",
            "Every friend has to be invited anew, and gets another file; exchanges that you joined, too. Back up"
                    + " first.",
            "",
            "Examples:",
            "  sudo voider backup alice.backup && sudo voider reset",
            "  sudo voider reset --yes"
        },
        mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean sure;

    private record Forgotten(String directory) {}

    @Override
    public Integer call() throws IOException {
        Path directory = root.home();
        Privilege.requireWriting(directory);
        if (!Home.exists(directory)) {
            throw new CommandException(Exit.FAILED, "there is no node in " + directory, "");
        }
        try (Home home = Home.open(directory)) {
            if (!sure) {
                ask(directory);
            }
            new KeptRecordings(Home.recordings(directory)).discard();
            home.forget();
        } catch (Home.HeldException e) {
            throw new CommandException(Exit.FAILED, String.valueOf(e.getMessage()), "stop the node first");
        }
        root.console()
                .print(new Forgotten(directory.toString()), reset -> reset.directory + " holds no node any more.");
        return Exit.OK.code();
    }

    private void ask(Path directory) throws IOException {
        Terminal terminal = Terminal.open(root.console().out())
                .orElseThrow(() -> new CommandException(
                        Exit.USAGE, "this destroys the keys in " + directory, "if that is wanted: voider reset --yes"));
        if (!terminal.ask("This destroys the keys in " + directory + " for good. Type reset to go on: ")
                .equals("reset")) {
            throw new CommandException(Exit.FAILED, "nothing was changed", "");
        }
    }
}
