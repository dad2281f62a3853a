package io.voider.cli.state;

import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's directory, held by this process alone until it is closed. All calls block on the disk.
 *
 * <p>Not thread-safe.
 */
public final class Home implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Home.class);

    /** What Linux takes for the path of a Unix socket, but for its last byte. */
    private static final int LONGEST_SOCKET_BYTES = 107;

    private static final String LOCK = "lock";
    private static final String STATE = "state.json";
    private static final String AUTHORITY = "authority";
    private static final String BIRTH = "birth";
    private static final Pattern INVITATION = Pattern.compile("([0-9]{1,3})\\.ovpn");

    /** All that a node writes into its directory itself, but for the lock; the owner may keep other things there. */
    private static final Pattern OWN_FILE = Pattern.compile(
            "(state\\.json(\\.damaged|\\.layout-[0-9]+)?|calls\\.jsonl|leases\\.json|first-signs|web\\.pem|birth)(\\.tmp)?|control\\.sock");

    private static final Pattern OWN_INVITATION = Pattern.compile("[0-9]{1,3}\\.ovpn(\\.tmp)?");

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
     * @throws StateException if its path is too long for its control socket, or it is there and other things live in it
     * @throws IOException if it cannot be made or locked
     */
    public static Home open(Path directory) throws IOException, HeldException {
        int socketBytes = controlSocket(directory.toAbsolutePath()).toString().getBytes(StandardCharsets.UTF_8).length;
        StateException.require(
                socketBytes <= LONGEST_SOCKET_BYTES,
                directory + " is too long a path by " + (socketBytes - LONGEST_SOCKET_BYTES)
                        + " bytes: Linux could not open the control socket in it");
        if (Files.isDirectory(directory)) {
            HomeDirectory.require(directory, hasNode(directory));
        }
        HomeDirectory.make(directory);
        Home home = lock(directory);
        try {
            home.sweep();
            home.migrate();
        } catch (IOException | RuntimeException e) {
            home.close();
            throw e;
        }
        return home;
    }

    /**
     * Whoever forgets a node deletes its lock: one that was opened before that is no lock any more, so it is looked up again. (It is
     * not opened again: who closes one of two descriptors of a file gives up its lock.)
     */
    private static Home lock(Path directory) throws IOException, HeldException {
        Path file = directory.resolve(LOCK);
        while (true) {
            Object before = identity(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
            if (before != null && before.equals(identity(file))) {
                return new Home(directory, channel, lock);
            }
            channel.close();
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Whether some state is there. */
    public static boolean exists(Path directory) {
        return Files.isRegularFile(directory.resolve(STATE));
    }

    /** Whether nothing of a node is there: no state, no keys, and no birth that was interrupted. */
    public static boolean isVacant(Path directory) {
        return Stream.of(STATE, AUTHORITY, BIRTH).noneMatch(name -> Files.exists(directory.resolve(name)));
    }

    /** Another program may call its lock the same, or its state; hardly both. */
    private static boolean hasNode(Path directory) {
        return Files.isRegularFile(directory.resolve(LOCK)) && !isVacant(directory);
    }

    /** Where it is. */
    public Path directory() {
        return directory;
    }

    /** Where the exchange's keys and certificates are. */
    public Path authority() {
        return directory.resolve(AUTHORITY);
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

    /** Where it is written which device is which phone. */
    public Path leases() {
        return directory.resolve("leases.json");
    }

    /** Where it is written of which friends there was ever a sign of life. */
    public Path firstSigns() {
        return directory.resolve("first-signs");
    }

    /** Where the page's key and certificate are. */
    public Path webCredential() {
        return directory.resolve("web.pem");
    }

    /** Where recordings of calls are kept, of a node that may be running. */
    public static Path recordings(Path directory) {
        return directory.resolve("recordings");
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
        return read(directory);
    }

    /**
     * Reads the state of a node that another process may have.
     *
     * @return the state, or null if there is none
     * @throws IOException if it cannot be read
     * @throws StateException if what is there is no state
     */
    public static @Nullable State read(Path directory) throws IOException {
        StateFile file = StateFile.read(directory.resolve(STATE));
        return file == null ? null : file.state();
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
        HomeDirectory.make(invitationDirectory());
        DurableFile.write(invitation(index), file);
    }

    /** Forgets the invitation to exchange {@code index}, after the state that no longer names it was saved. */
    void discardInvitation(int index) throws IOException {
        DurableFile.delete(invitation(index));
    }

    /**
     * Makes sure that no keys are here that a new node's would replace. What an interrupted birth left is deleted.
     *
     * @throws StateException if there are the keys of an exchange whose state is missing
     */
    void requireNoAuthority() throws IOException {
        if (Files.exists(birth())) {
            discardAuthority();
            return;
        }
        boolean orphaned = Files.exists(authority().resolve("authority.pem"))
                || !invitations().isEmpty();
        StateException.require(
                !orphaned,
                directory + " holds the keys of an exchange, but no " + STATE + "; a new node would destroy them."
                        + " Make the state anew from them with: voider init --recover; or move " + directory
                        + " aside");
    }

    private Path birth() {
        return directory.resolve(BIRTH);
    }

    /** From here to {@link #endBirth}, what is written belongs to a node that may never come to be. */
    void beginBirth() throws IOException {
        DurableFile.write(birth(), new byte[0]);
    }

    void endBirth() throws IOException {
        DurableFile.delete(birth());
    }

    /** Whether there is no state, or none that anybody could read. */
    boolean isStateless() throws IOException {
        try {
            return load() == null;
        } catch (StateFile.NewerException another) {
            return false;
        } catch (StateException damaged) {
            return true;
        }
    }

    private @Nullable StateFile readable() throws IOException {
        try {
            return StateFile.read(directory.resolve(STATE));
        } catch (StateException unreadable) {
            return null;
        }
    }

    /** Writes a state of an earlier layout anew, and keeps the file as it was. On a disk that is full, the next start does. */
    private void migrate() throws IOException {
        StateFile found = readable();
        if (found == null || found.layout() == State.SCHEMA) {
            return;
        }
        Path kept = directory.resolve(STATE + ".layout-" + found.layout());
        try {
            DurableFile.write(kept, Files.readAllBytes(directory.resolve(STATE)));
            save(found.state());
            LOG.info(
                    "the state was of layout {}, and is of layout {} now; as it was, it is kept in {}",
                    found.layout(),
                    State.SCHEMA,
                    kept);
        } catch (IOException e) {
            LOG.warn("the state stays of layout {}: {}", found.layout(), Failure.words(e));
        }
    }

    /** Keeps a state that cannot be read as {@code state.json.damaged}. */
    void keepDamagedState() throws IOException {
        Path file = directory.resolve(STATE);
        if (Files.exists(file)) {
            Files.move(file, directory.resolve(STATE + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The numbers of the exchanges to which there are invitations here, whether or not a state names them. */
    SortedSet<Integer> invitations() throws IOException {
        SortedSet<Integer> indices = new TreeSet<>();
        for (Path file : list(invitationDirectory())) {
            Matcher name = INVITATION.matcher(file.getFileName().toString());
            if (name.matches()) {
                indices.add(Integer.parseInt(name.group(1)));
            }
        }
        return indices;
    }

    /** Deletes an authority that no state names: of a birth that was interrupted. */
    private void discardAuthority() throws IOException {
        if (Files.isDirectory(authority())) {
            deleteTree(authority());
        }
    }

    private static void deleteTree(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Destroys the node that lives here: state, keys, invitations, history, and nothing that somebody else put beside them.
     * Interrupted, it has left a whole node, or one whose keys the next {@code init} discards.
     *
     * @throws IOException if not everything could be deleted
     */
    public void forget() throws IOException {
        beginBirth();
        DurableFile.delete(directory.resolve(STATE));
        discardAuthority();
        for (Path file : named(OWN_INVITATION, invitationDirectory())) {
            DurableFile.delete(file);
        }
        if (Files.isDirectory(invitationDirectory())
                && list(invitationDirectory()).isEmpty()) {
            Files.delete(invitationDirectory());
        }
        for (Path file : named(OWN_FILE, directory)) {
            if (!file.equals(birth())) {
                DurableFile.delete(file);
            }
        }
        endBirth();
        Files.delete(directory.resolve(LOCK));
    }

    /**
     * Deletes what the state does not name: temporary files, and invitations to exchanges that were never joined. Without a
     * state that can be read, nothing is deleted but what is temporary. A disk that lets nothing be deleted stops nobody.
     */
    private void sweep() throws IOException {
        List<Path> leftovers = named(OWN_FILE, directory);
        leftovers.removeIf(file -> !file.getFileName().toString().endsWith(DurableFile.TEMPORARY_SUFFIX));
        StateFile found = readable();
        if (found != null) {
            leftovers.addAll(named(OWN_INVITATION, invitationDirectory()));
            found.state().exchanges().forEach(exchange -> leftovers.remove(invitation(exchange.index())));
            leftovers.add(birth());
        }
        for (Path file : leftovers) {
            try {
                DurableFile.delete(file);
            } catch (IOException e) {
                LOG.warn("a leftover stays: {}", Failure.words(e));
            }
        }
    }

    private Path invitationDirectory() {
        return directory.resolve("exchanges");
    }

    private static List<Path> named(Pattern names, Path directory) throws IOException {
        List<Path> files = new ArrayList<>(list(directory));
        files.removeIf(file -> !names.matcher(file.getFileName().toString()).matches());
        return files;
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
