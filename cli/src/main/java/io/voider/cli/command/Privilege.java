package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says that a command needs root, before anything is asked or tried. */
final class Privilege {
    private static final String REMEDY = "run it with sudo";

    private Privilege() {}

    /**
     * Makes sure that this user may look into a directory; or make it, where it is not there.
     *
     * @throws CommandException if not
     */
    static void requireEntry(Path directory) {
        if (!Files.exists(directory)) {
            requireWriting(directory);
            return;
        }
        require(Files.isReadable(directory) && Files.isExecutable(directory), directory);
    }

    /**
     * Makes sure that this user may write in a directory, or make it.
     *
     * @throws CommandException if not
     */
    static void requireWriting(Path directory) {
        Path there = existing(directory);
        require(Files.isWritable(there) && Files.isExecutable(there), there);
    }

    private static void require(boolean may, Path there) {
        if (!may && !isRoot()) {
            throw new CommandException(Exit.PRIVILEGE, "only root may do this: " + there + " is not yours", REMEDY);
        }
    }

    /** The nearest directory above that is there, or itself. */
    private static Path existing(Path directory) {
        Path there = directory;
        while (!Files.exists(there)) {
            Path parent = there.getParent();
            if (parent == null) {
                return there;
            }
            there = parent;
        }
        return there;
    }

    /**
     * Makes sure that root does this.
     *
     * @param what begins the sentence
     * @throws CommandException if somebody else does
     */
    static void requireRoot(String what) {
        if (!isRoot()) {
            throw new CommandException(Exit.PRIVILEGE, what + " needs root", REMEDY);
        }
    }

    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return true;
        }
    }
}
