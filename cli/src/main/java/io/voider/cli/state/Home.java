package io.voider.cli.state;

import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A node's directory, held by this process alone until it is closed. All calls block on the disk.
 *
 * <p>Not thread-safe.
 */
public final class Home implements AutoCloseable {
    private static final String STATE = "state.json";

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;

    private Home(Path directory, FileChannel lockFile, FileLock lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Another process works on this directory: a running node, most likely. */
    public static final class HeldException extends Exception {
        private static final long serialVersionUID = 1;

        HeldException(Path directory) {
            super(directory + " is in use by another voider");
        }
    }

    /**
     * Opens a node's directory, making it if need be, and removes what an interrupted change left there.
     *
     * @throws HeldException if another process has it
     * @throws IOException if it cannot be made or locked
     */
    public static Home open(Path directory) throws IOException, HeldException {
        makePrivateDirectory(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new HeldException(directory);
        }
        Home home = new Home(directory, channel, lock);
        try {
            home.sweep();
        } catch (IOException | RuntimeException e) {
            home.close();
            throw e;
        }
        return home;
    }

    /** Whether some state is there. */
    public static boolean exists(Path directory) {
        return Files.isRegularFile(directory.resolve(STATE));
    }

    /** Where it is. */
    public Path directory() {
        return directory;
    }

    /** Where the exchange's keys and certificates are. */
    public Path authority() {
        return directory.resolve("authority");
    }

    /** Where the invitation to a joined exchange is. */
    public Path invitation(int index) {
        return invitation(directory, index);
    }

    /** Where the invitation to a joined exchange is, of a node that may be running. */
    public static Path invitation(Path directory, int index) {
        return directory.resolve("exchanges").resolve(index + ".ovpn");
    }

    /** Where the ended calls are written down. */
    public Path callHistory() {
        return directory.resolve("calls.jsonl");
    }

    /** Where a running node's control socket is. */
    public static Path controlSocket(Path directory) {
        return directory.resolve("control.sock");
    }

    /**
     * Reads the state.
     *
     * @return the state, or null before {@code init}
     * @throws IOException if it cannot be read
     * @throws StateException if what is there is no state
     */
    public @Nullable State load() throws IOException {
        Path file = directory.resolve(STATE);
        if (!Files.exists(file)) {
            return null;
        }
        if (Files.size(file) > StrictJson.LARGEST_DOCUMENT) {
            throw new StateException(file + " is larger than any state can be");
        }
        try {
            State state = StrictJson.MAPPER.readValue(Files.readAllBytes(file), State.class);
            StateException.require(state != null, file + " is empty");
            return state;
        } catch (JacksonException e) {
            throw new StateException(file + " is no state of voider's: " + e.getOriginalMessage());
        }
    }

    /**
     * Makes {@code state} the node's state. When this returns, no kill and no power cut can undo it.
     *
     * @throws IOException if it cannot be written; the state before it then stands
     */
    public void save(State state) throws IOException {
        DurableFile.write(
                directory.resolve(STATE),
                StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(state));
    }

    /**
     * Writes the invitation to exchange {@code index}, before the state that names it is saved.
     *
     * @throws IOException if it cannot be written
     */
    public void saveInvitation(int index, byte[] file) throws IOException {
        makePrivateDirectory(directory.resolve("exchanges"));
        DurableFile.write(invitation(index), file);
    }

    /** Forgets the invitation to exchange {@code index}, after the state that no longer names it was saved. */
    void discardInvitation(int index) throws IOException {
        DurableFile.delete(invitation(index));
    }

    /** Deletes an authority that no state names: of a birth that was interrupted. */
    void discardAuthority() throws IOException {
        if (Files.isDirectory(authority())) {
            try (Stream<Path> files = Files.walk(authority())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Deletes what the state does not name: temporary files, and invitations to exchanges that were never joined. */
    private void sweep() throws IOException {
        State state = load();
        Path exchanges = directory.resolve("exchanges");
        for (Path file : list(directory)) {
            if (file.getFileName().toString().endsWith(DurableFile.TEMPORARY_SUFFIX)) {
                DurableFile.delete(file);
            }
        }
        for (Path file : list(exchanges)) {
            boolean named = state != null
                    && state.exchanges().stream()
                            .anyMatch(exchange -> invitation(exchange.index()).equals(file));
            if (!named) {
                DurableFile.delete(file);
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void makePrivateDirectory(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            Files.setPosixFilePermissions(directory, ownerOnly);
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
