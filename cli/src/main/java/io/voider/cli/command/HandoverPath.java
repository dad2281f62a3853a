package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.state.Failure;
import io.voider.transport.disk.DurableFile;
import io.voider.transport.identity.PartyName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are made for somebody, or come from somebody. */
final class HandoverPath {
    private HandoverPath() {}

    /**
     * Makes sure that a file is one, since a device never ends.
     *
     * @throws CommandException if it is something else, or is not there
     */
    static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            String what = Files.exists(file) ? file + " is no file" : "there is no file " + file;
            throw new CommandException(Exit.FAILED, what, "");
        }
    }

    /** More than any invitation, access credential or short backup has: whoever has this much room has enough. */
    private static final int ROOM_BYTES = 64 << 10;

    /**
     * Makes sure that a file can be written, before something is done that would be in vain without it.
     *
     * @param remedy what to do if it is there already
     * @throws CommandException if not
     */
    static void requireRoom(Path file, String remedy) {
        try {
            DurableFile.requireRoom(file, ROOM_BYTES);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(Exit.FAILED, Failure.words(e), remedy);
        } catch (AccessDeniedException e) {
            throw new CommandException(Exit.PRIVILEGE, "may not write " + file, "choose a directory of your own");
        } catch (IOException e) {
            throw new CommandException(
                    Exit.FAILED, "the file cannot be written: " + Failure.words(e), "choose another place for it");
        }
    }

    /**
     * A file in the working directory that any shell, mail program and file system takes: the name without accents, and with a
     * hyphen for whatever is left that is no letter of ASCII's.
     *
     * @param name whom it is for
     * @param suffix with its full stop
     */
    static Path of(String name, String suffix) {
        String plain =
                PartyName.unaccented(name).replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[-.]+|-+$", "");
        return Path.of((plain.isEmpty() ? "friend" : plain) + suffix);
    }
}
