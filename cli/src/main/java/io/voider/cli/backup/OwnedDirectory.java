package io.voider.cli.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that belongs to another user than this process', such as a rendezvous' for root. Nothing is written by a path that goes
 * through it: its owner could put links there, and have files written anywhere. What is to be in it is made beside it, where nobody else
 * can, given to the owner, and put in its place, which must be empty, in one step.
 */
final class OwnedDirectory {
    private static final LinkOption AS_IT_IS = LinkOption.NOFOLLOW_LINKS;

    /** Makes the content of a directory. */
    interface Filling {
        void make(Path directory) throws IOException;
    }

    private final Path place;
    private final PosixFileAttributes attributes;

    private OwnedDirectory(Path place, PosixFileAttributes attributes) {
        this.place = place;
        this.attributes = attributes;
    }

    /** The directory, or null if it is not there, or is this process' user's own. */
    static @Nullable OwnedDirectory ofAnother(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return null;
        }
        Path place = directory.toRealPath();
        return user(place).equals(user(Path.of("/proc/self")))
                ? null
                : new OwnedDirectory(place, Files.readAttributes(place, PosixFileAttributes.class, AS_IT_IS));
    }

    private static Object user(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", AS_IT_IS);
    }

    /**
     * @throws BackupException if it is not empty, or others could put something else in its place
     * @throws IOException if it cannot be written
     */
    void fill(Filling filling) throws IOException {
        Path parent = place.getParent();
        BackupException.require(
                parent != null && isOursAlone(parent),
                place + " belongs to " + attributes.owner() + ", and what it is in to others too; do this as "
                        + attributes.owner());
        requireEmpty();
        Path made = place.resolveSibling("." + place.getFileName() + ".restored");
        remove(made);
        Files.createDirectory(made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            filling.make(made);
            for (Path file : below(made)) {
                give(file);
            }
            Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            remove(made);
        }
        give(place);
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static boolean isOursAlone(Path parent) throws IOException {
        Object owner = user(parent);
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(parent, AS_IT_IS);
        return (owner.equals(user(Path.of("/proc/self"))) || owner.equals(0))
                && !permissions.contains(PosixFilePermission.GROUP_WRITE)
                && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private void requireEmpty() throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            Path first = files.findFirst().orElse(null);
            BackupException.require(
                    first == null, first + " is there already; move " + place + " aside first, or empty it");
        }
    }

    private void give(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, AS_IT_IS);
        view.setOwner(attributes.owner());
        view.setGroup(attributes.group());
    }

    /** What an earlier attempt left; nobody else can have made it. */
    private static void remove(Path made) throws IOException {
        if (Files.exists(made, AS_IT_IS)) {
            for (Path each : below(made)) {
                Files.delete(each);
            }
            Files.delete(made);
        }
    }

    /** Children before their parents. */
    private static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(each -> !each.equals(directory))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }
}
