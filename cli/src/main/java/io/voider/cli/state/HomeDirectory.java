package io.voider.cli.state;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/** A directory that is its owner's alone, mode 0700, and which ones may be made so. */
final class HomeDirectory {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** The top directories whose parts are programs', users' or disks' as wholes. */
    private static final Set<String> SHARED_OUT = Set.of("boot", "home", "media", "run", "usr", "var");

    private HomeDirectory() {}

    /**
     * Nobody else is locked out of a directory in which they have something: a mistaken one may be all the machine's.
     *
     * @param hasNode whether a node lives there already
     * @throws StateException if it is open to others and not ours to close
     */
    static void require(Path directory, boolean hasNode) throws IOException {
        if (OWNER_ONLY.containsAll(Files.getPosixFilePermissions(directory))) {
            return;
        }
        StateException.require(
                hasNode || isEmpty(directory),
                directory + " is open to others and holds other things: give voider a directory of its own, or close"
                        + " this one first: chmod 700 " + directory);
        StateException.require(
                hasNode || !isTheMachines(directory.toRealPath()),
                directory + " is open to others, and is not voider's but the machine's: give voider a directory of its"
                        + " own, such as " + directory.resolve("voider") + ", or close this one first: chmod 700 "
                        + directory);
    }

    /** Whether a directory is one that a machine has for everybody, even if nothing is in it at the moment, as in {@code /mnt}. */
    static boolean isTheMachines(Path real) {
        String first = real.getNameCount() == 0 ? "" : real.getName(0).toString();
        return switch (real.getNameCount()) {
            case 0, 1 -> true;
            case 2 -> SHARED_OUT.contains(first);
            default -> first.equals("usr");
        };
    }

    /** Makes it, and what it is in, or closes it to others. */
    static void make(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            StateException.require(
                    !Files.isSymbolicLink(directory),
                    directory + " is a link, where neither a service nor voider keeps keys: name the directory that it"
                            + " leads to, or mount that here instead (mount --bind)");
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }
}
