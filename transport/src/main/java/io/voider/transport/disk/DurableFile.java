package io.voider.transport.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that are either as they were or as they were meant to be, whenever the power goes.
 *
 * <p>A file is written under a temporary name beside its own, synced, renamed over the old one, and then the directory
 * is synced. Files are readable by their owner only (mode 0600) from the moment that they exist. The calls block on the
 * disk: never from an event loop. Two writers of one file must be kept apart by the caller.
 */
public final class DurableFile {
    /** What a temporary name ends with; such a file is a leftover and may be deleted at any start. */
    public static final String TEMPORARY_SUFFIX = ".tmp";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private DurableFile() {}

    /**
     * Replaces the content of {@code file}, or makes it. When this returns, the content is on the disk.
     *
     * @throws IOException if any step fails; the old content is then still there
     */
    public static void write(Path file, byte[] content) throws IOException {
        Files.move(temporary(file, content), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(file);
    }

    /**
     * Tries whether a new file can be written, and leaves nothing behind: for what must not be begun if its result could not
     * be kept.
     *
     * @param bytes how large it will be at the most
     * @throws IOException if a file is there, or could not be written, as it stands at this moment
     */
    public static void requireRoom(Path file, int bytes) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Files.delete(temporary(file, new byte[bytes]));
    }

    /** Content on the disk, under a name that nobody looks for. What goes wrong is said of the file that was meant. */
    private static Path temporary(Path file, byte[] content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY_SUFFIX);
        FileChannel channel = created(file, temporary);
        try (channel) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            // On a disk that is full, a half of the new content is the last thing to keep.
            Files.deleteIfExists(temporary);
            throw e instanceof FileSystemException
                    ? e
                    : new FileSystemException(file.toString(), null, FileTrouble.words(e));
        }
        return temporary;
    }

    /** Opened as it is made, and not by its name again, at which another may have put a link by then. */
    private static FileChannel created(Path file, Path temporary) throws IOException {
        try {
            Files.deleteIfExists(temporary);
            return FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(file.toString());
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? "no file can be made there" : e.getReason();
            throw new FileSystemException(file.toString(), null, reason);
        }
    }

    /**
     * Deletes {@code file} if it is there. When this returns, it will not come back.
     *
     * @throws IOException if it cannot be deleted or the directory cannot be synced
     */
    public static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            syncDirectory(file);
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
