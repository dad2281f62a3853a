package io.voider.cli.command;

import io.voider.cli.backup.Backup;
import io.voider.cli.backup.BackupException;
import io.voider.cli.backup.BackupKind;
import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Console;
import io.voider.cli.command.console.Exit;
import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/** What {@code backup} and {@code restore} do, for a node and for a rendezvous. */
final class BackupCommands {
    private static final String PASSPHRASE = "VOIDER_PASSPHRASE";

    /** The file is a whole identity, and whoever finds it may try for years. */
    private static final int SHORTEST_PASSPHRASE = 10;

    private static final long LARGEST_BYTES = 65L << 20;

    private BackupCommands() {}

    private record Kept(String file, String directory, int files) {}

    /** Saves a directory into a new file. */
    static void save(BackupKind kind, Path directory, Path file, Console console) throws IOException {
        HandoverPath.requireRoom(file, "choose another name, or move it away");
        try {
            Backup backup = Backup.of(kind, directory);
            DurableFile.write(file, backup.seal(kind, passphrase(true), new SecureRandom()));
            console.print(
                    new Kept(file.toString(), directory.toString(), backup.size()),
                    kept -> "Backed up into " + kept.file
                            + ". Without its passphrase it is worth nothing, to you too.");
        } catch (BackupException e) {
            throw new CommandException(Exit.FAILED, String.valueOf(e.getMessage()), "");
        }
    }

    /** Opens a file, before anything is touched where its content is to go. */
    static Backup open(BackupKind kind, Path file) throws IOException {
        HandoverPath.requireFile(file);
        if (Files.size(file) > LARGEST_BYTES) {
            throw new CommandException(Exit.FAILED, file + " is larger than any backup can be", "");
        }
        try {
            return Backup.open(kind, Files.readAllBytes(file), passphrase(false));
        } catch (BackupException e) {
            throw new CommandException(Exit.FAILED, String.valueOf(e.getMessage()), "");
        }
    }

    /** Puts a file's content back into a directory. */
    static void restore(BackupKind kind, Backup backup, Path directory, Path file, Console console) throws IOException {
        try {
            backup.restore(kind, directory);
            console.print(
                    new Kept(file.toString(), directory.toString(), backup.size()),
                    kept -> "Restored into " + kept.directory + ".");
        } catch (BackupException e) {
            throw new CommandException(Exit.FAILED, String.valueOf(e.getMessage()), "");
        }
    }

    /** A later Java has a console without a terminal too, for which reading a passphrase ends at once, with null. */
    @SuppressWarnings("SystemConsoleNull")
    private static String passphrase(boolean isNew) {
        String given = System.getenv(PASSPHRASE);
        if (given != null && !given.isEmpty()) {
            return fit(given, isNew);
        }
        java.io.Console terminal = System.console();
        if (terminal == null) {
            throw new CommandException(
                    Exit.USAGE,
                    isNew ? "a backup needs a passphrase" : "this backup has a passphrase",
                    "on no terminal, give it in the variable " + PASSPHRASE);
        }
        char[] first = terminal.readPassword("Passphrase: ");
        if (first == null || first.length == 0) {
            throw new CommandException(
                    Exit.USAGE,
                    isNew ? "a backup needs a passphrase" : "this backup has a passphrase",
                    "none was given");
        }
        char[] second = isNew ? terminal.readPassword("Once more: ") : first;
        if (!Arrays.equals(first, second)) {
            throw new CommandException(Exit.USAGE, "that was not the same passphrase twice", "");
        }
        return fit(new String(first), isNew);
    }

    private static String fit(String passphrase, boolean isNew) {
        if (isNew && passphrase.length() < SHORTEST_PASSPHRASE) {
            throw new CommandException(
                    Exit.USAGE,
                    "a backup's passphrase has " + SHORTEST_PASSPHRASE + " characters or more",
                    "five words that have nothing to do with each other are a good one");
        }
        return passphrase;
    }
}
