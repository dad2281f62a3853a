package io.voider.cli.backup;

import io.voider.transport.disk.DurableFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Every file of a directory, by its path below it: a node's, or a rendezvous'. Blocks on the disk.
 *
 * <p>What belongs to a running process alone is left out: locks, sockets, what is half-written. A directory that changes while
 * it is read is read again, until it holds still: then it is as a power cut could have left it, which every program here
 * can open.
 */
public final class Backup {
    private static final int LARGEST_BYTES = 64 << 20;
    private static final int MOST_FILES = 10_000;
    private static final int ATTEMPTS = 10;

    private final SortedMap<String, byte[]> files;

    private Backup(SortedMap<String, byte[]> files) {
        this.files = files;
    }

    /**
     * Reads a directory, whose process may be running.
     *
     * @throws BackupException if there is nothing to back up, or it changes all the time
     * @throws IOException if it cannot be read
     */
    public static Backup of(BackupKind kind, Path directory) throws IOException {
        BackupException.require(
                Files.isRegularFile(directory.resolve(kind.last())),
                "there is no " + kind.noun().substring(2) + " in " + directory);
        Backup before = read(directory);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Backup after = read(directory);
            if (after.equalsIn(before)) {
                return after;
            }
            before = after;
        }
        throw new BackupException(directory + " changes all the time; try again, or stop what changes it");
    }

    private boolean equalsIn(Backup other) {
        return files.keySet().equals(other.files.keySet())
                && files.entrySet().stream()
                        .allMatch(file -> Arrays.equals(file.getValue(), other.files.get(file.getKey())));
    }

    private static Backup read(Path directory) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        long room = LARGEST_BYTES;
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isKept(file)) {
                    try {
                        room -= Files.size(file);
                        requireRestorable(room >= 0 && files.size() < MOST_FILES, directory, file);
                        files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
                    } catch (NoSuchFileException gone) {
                        // While we looked: the next reading tells.
                    }
                }
            }
        }
        return new Backup(files);
    }

    /** What is backed up must be what {@link #open} takes back, however small it becomes. */
    private static void requireRestorable(boolean fits, Path directory, Path file) {
        BackupException.require(
                fits,
                directory + " holds more than a backup can, which is " + MOST_FILES + " files and "
                        + (LARGEST_BYTES >> 20) + " MiB: with " + file + " it is too much");
    }

    private static boolean isKept(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.equals("lock") && !name.endsWith(".lock") && !name.endsWith(DurableFile.TEMPORARY_SUFFIX);
    }

    /** How many files it holds. */
    public int size() {
        return files.size();
    }

    /** This backup as it is kept: sealed by a passphrase. */
    public byte[] seal(BackupKind kind, String passphrase, SecureRandom random) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        BackupException.require(bytes.size() <= LARGEST_BYTES, "this is larger than any backup can be");
        return BackupSeal.seal(kind, bytes.toByteArray(), passphrase, random);
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @throws BackupException if it is no backup of that kind, the passphrase is another, or it was altered
     */
    public static Backup open(BackupKind kind, byte[] sealed, String passphrase) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        int room = LARGEST_BYTES;
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(BackupSeal.open(kind, sealed, passphrase)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                BackupException.require(
                        isBelow(entry.getName()) && files.size() < MOST_FILES, "this backup holds what none can hold");
                byte[] content = zip.readNBytes(room + 1);
                room -= content.length;
                BackupException.require(room >= 0, "this is larger than any backup can be");
                files.put(entry.getName(), content);
            }
        } catch (ZipException e) {
            throw new BackupException("this backup is not whole");
        }
        BackupException.require(files.containsKey(kind.last()), "this backup has no " + kind.last());
        return new Backup(files);
    }

    private static boolean isBelow(String name) {
        Path path = Path.of(name);
        return !path.isAbsolute() && path.normalize().equals(path) && !path.startsWith("..") && !name.isEmpty();
    }

    /**
     * Puts the files into a directory, where none of that kind may be. An attempt that was interrupted can be made again.
     *
     * @throws BackupException if something else is there already
     * @throws IOException if it cannot be written
     */
    public void restore(BackupKind kind, Path directory) throws IOException {
        BackupException.require(
                !Files.exists(directory.resolve(kind.last())),
                "there is " + kind.noun() + " in " + directory + " already; move that directory aside first");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            BackupException.require(
                    !Files.exists(path) || Arrays.equals(Files.readAllBytes(path), file.getValue()),
                    path + " is there already, and is another; move " + directory + " aside first");
        }
        UserPrincipal owner = Files.isDirectory(directory) ? Files.getOwner(directory) : null;
        for (String name : files.keySet()) {
            if (!name.equals(kind.last())) {
                write(directory, name, owner);
            }
        }
        write(directory, kind.last(), owner);
    }

    private void write(Path directory, String name, @Nullable UserPrincipal owner) throws IOException {
        Path file = directory.resolve(name);
        Path parent = file.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            own(parent, owner);
        }
        byte[] content = files.get(name);
        if (content != null) {
            DurableFile.write(file, content);
            own(file, owner);
        }
    }

    /** As root, files become those of whoever has the directory, such as a rendezvous' own user. */
    private static void own(Path path, @Nullable UserPrincipal owner) throws IOException {
        if (owner != null && !Files.getOwner(path).equals(owner)) {
            Files.setOwner(path, owner);
        }
    }
}
