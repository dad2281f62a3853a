package io.voider.cli.backup;

import io.voider.transport.disk.DurableFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/**
 * What a node or a rendezvous wrote into its directory, by its path below it. Blocks on the disk.
 *
 * <p>What belongs to a running process alone is left out, as is what the owner keeps there: other backups, for instance, each of which
 * would hold those before it. A directory that changes while it is read is read again, until it holds still: then it is as a power cut
 * could have left it, which every program here can open.
 */
public final class Backup {
    /** Of a directory, of which two copies and a sealed one have to have room beside each other. */
    private static final int LARGEST_BYTES = 16 << 20;

    private static final int MOST_FILES = 10_000;
    /** No path of ours is longer. */
    private static final int DEEPEST = 3;

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
        Backup before = read(kind, directory);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Backup after = read(kind, directory);
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

    private static Backup read(BackupKind kind, Path directory) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        int room = LARGEST_BYTES;
        try (Stream<Path> all = Files.walk(directory, DEEPEST)) {
            for (Path file : all.toList()) {
                String name = directory.relativize(file).toString();
                if (kind.writes(name) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    try {
                        byte[] content = content(file, room);
                        room -= content.length;
                        requireRestorable(room >= 0 && files.size() < MOST_FILES, directory, file);
                        files.put(name, content);
                    } catch (NoSuchFileException gone) {
                        // While we looked: the next reading tells.
                    }
                }
            }
        }
        return new Backup(files);
    }

    /** A rendezvous' user may have put a link where the file was a moment ago: root reads nothing by it. */
    private static byte[] content(Path file, int room) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(room + 1);
        }
    }

    /** What is backed up must be what {@link #open} takes back, however small it becomes. */
    private static void requireRestorable(boolean fits, Path directory, Path file) {
        BackupException.require(
                fits,
                directory + " holds more than a backup can, which is " + MOST_FILES + " files and "
                        + (LARGEST_BYTES >> 20) + " MiB: with " + file + " it is too much");
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
                if (kind.writes(entry.getName())) {
                    files.put(entry.getName(), content);
                }
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
                !Files.exists(directory.resolve(kind.last()), LinkOption.NOFOLLOW_LINKS),
                "there is " + kind.noun() + " in " + directory + " already; move that directory aside first");
        OwnedDirectory others = OwnedDirectory.ofAnother(directory);
        if (others == null) {
            restoreBeside(kind, directory);
        } else {
            others.fill(made -> restoreBeside(kind, made));
        }
    }

    private void restoreBeside(BackupKind kind, Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            BackupException.require(
                    !Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                            || Arrays.equals(content(path, LARGEST_BYTES), file.getValue()),
                    path + " is there already, and is another; move " + directory + " aside first");
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!file.getKey().equals(kind.last())) {
                write(directory.resolve(file.getKey()), file.getValue());
            }
        }
        byte[] last = files.get(kind.last());
        if (last != null) {
            write(directory.resolve(kind.last()), last);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        DurableFile.write(file, content);
    }
}
