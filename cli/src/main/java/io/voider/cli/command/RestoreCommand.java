package io.voider.cli.command;

import io.voider.cli.backup.Backup;
import io.voider.cli.backup.BackupKind;
import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.state.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Brings a saved node back. */
@Command(
        name = "restore",
        description = "Bring a node back from a backup, with every number and friend, where there is none.",
        footer = {
            "",
            "On another machine, the phone's interface may be called otherwise: voider config phone-interface eth1.",
            "",
            "Example:",
            "  sudo voider restore alice.backup"
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(paramLabel = "FILE", description = "What voider backup wrote.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Path directory = root.home();
        Privilege.requireWriting(directory);
        HandoverPath.requireFile(file);
        if (Home.exists(directory)) {
            throw new CommandException(
                    Exit.FAILED, "there is a node in " + directory + " already", "move that directory aside first");
        }
        Backup backup = BackupCommands.open(BackupKind.NODE, file);
        try (Home held = Home.open(directory)) {
            BackupCommands.restore(BackupKind.NODE, backup, held.directory(), file, root.console());
        } catch (Home.HeldException e) {
            throw new CommandException(Exit.FAILED, String.valueOf(e.getMessage()), "stop it first");
        }
        return Exit.OK.code();
    }
}
