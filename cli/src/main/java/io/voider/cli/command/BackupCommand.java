package io.voider.cli.command;

import io.voider.cli.backup.BackupKind;
import io.voider.cli.command.console.Exit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Saves a node. */
@Command(
        name = "backup",
        description = "Save this node's state, keys and history into one file, sealed by a passphrase.",
        footer = {
            "",
            "The node may be running. Whoever has the file and the passphrase is you, to all friends.",
            "",
            "Example:",
            "  sudo voider backup alice.backup"
        },
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @ParentCommand
    private Root root;

    @Parameters(paramLabel = "FILE", description = "The file to write.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        BackupCommands.save(BackupKind.NODE, root.home(), file, root.console());
        return Exit.OK.code();
    }
}
