package io.voider.nat.rendezvous.journal;

import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.ExactJsonException;
import io.voider.transport.disk.DurableFile;
import io.voider.transport.disk.FileTrouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Changes of one kind, one a line, in {@code NAME.journal}: eight hexadecimal digits of CRC-32C over what follows the
 * blank, a blank, the change as JSON, a line feed. Lines are only ever appended, under an exclusive lock on {@code
 * NAME.lock}, and synced before anybody hears of them. A last line that is cut short was never acknowledged and is
 * taken away by the next writer; a damaged line anywhere else is an error that a person must look at.
 *
 * <p>When three quarters of the lines no longer matter, opening the journal writes it anew. Readers that hold the old
 * file notice by its key and read the new one from the start; applying a change twice must be harmless.
 *
 * @param <C> a change
 */
public final class Journal<C> {
    private static final int MIN_LINES_TO_COMPACT = 1024;
    private static final int CHECKSUM_DIGITS = 8;

    /** File locks belong to the process: these keep apart the threads in it. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    /**
     * What changes come to.
     *
     * @param <C> a change
     */
    public interface Table<C> {
        void apply(C change);

        /** The shortest run of changes that makes this table. */
        List<C> asChanges();
    }

    /**
     * What a journal is about.
     *
     * @param <C> a change
     * @param name of its files
     * @param json how a change is written: in one line of at most {@value ExactJson#MAX_BYTES} bytes
     * @param empty a table to which nothing has been applied
     */
    public record Subject<C>(String name, ExactJson<C> json, Supplier<? extends Table<C>> empty) {
        /** The file that holds the changes. */
        public Path file(Path directory) {
            return directory.resolve(name + ".journal");
        }
    }

    private final Subject<C> subject;
    private final Path file;
    private final FileChannel lockFile;
    private final ReentrantLock threadLock;
    private FileChannel channel;
    private Object key;
    private long position;

    private Journal(Subject<C> subject, Path file, FileChannel lockFile) throws IOException {
        this.subject = subject;
        this.file = file;
        this.lockFile = lockFile;
        this.threadLock = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
        this.channel = open(file);
        this.key = keyOf(file);
    }

    /** Opens a directory's journal, which is made if it is not there. */
    public static <C> Journal<C> in(Path directory, Subject<C> subject) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        Files.createDirectories(
                absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = subject.file(absolute);
        FileChannel lockFile = FileChannel.open(
                absolute.resolve(subject.name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Journal<C> journal = new Journal<>(subject, file, lockFile);
        journal.locked(journal::compactIfWorthIt);
        return journal;
    }

    private static FileChannel open(Path file) throws IOException {
        if (!Files.exists(file)) {
            DurableFile.write(file, new byte[0]);
        }
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static Object keyOf(Path file) throws IOException {
        return Objects.requireNonNull(Files.getAttribute(file, "unix:ino"));
    }

    /** Reports all changes from the beginning. */
    public void readAll(Consumer<C> observer) throws IOException {
        position = 0;
        readNew(observer);
    }

    /** Reports changes that were appended since the last reading. */
    public void readNew(Consumer<C> observer) throws IOException {
        Object now = keyOf(file);
        if (!now.equals(key)) {
            channel.close();
            channel = open(file);
            key = now;
            position = 0;
        }
        byte[] fresh = readFrom(position);
        int line = 0;
        for (int i = 0; i < fresh.length; i++) {
            if (fresh[i] == '\n') {
                observer.accept(readLine(Arrays.copyOfRange(fresh, line, i), position));
                position += i + 1 - line;
                line = i + 1;
            }
        }
    }

    private byte[] readFrom(long start) throws IOException {
        long length = channel.size() - start;
        if (length < 0) {
            throw new IOException(file + " has become shorter: restore it from a backup");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
            // Reads until the buffer is full or the file ends.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Appends changes and reports them, after whatever others appended before. Durable when this returns. */
    public void append(List<C> changes, Consumer<C> observer) throws IOException {
        locked(() -> {
            readNew(observer);
            channel.truncate(position);
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (C change : changes) {
                lines.writeBytes(line(change));
            }
            ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            channel.force(true);
            position = at;
        });
        changes.forEach(observer);
    }

    /** Writes the file anew if most of it no longer matters. What is in it is read again from the start after that. */
    public void compact() throws IOException {
        locked(this::compactIfWorthIt);
    }

    private void compactIfWorthIt() throws IOException {
        Table<C> table = subject.empty.get();
        int[] lines = {0};
        long before = position;
        Object same = key;
        readAll(change -> {
            table.apply(change);
            lines[0]++;
        });
        position = key.equals(same) ? before : 0;
        if (lines[0] >= MIN_LINES_TO_COMPACT) {
            List<C> needed = table.asChanges();
            if (needed.size() < lines[0] / 4) {
                ByteArrayOutputStream anew = new ByteArrayOutputStream();
                needed.forEach(change -> anew.writeBytes(line(change)));
                DurableFile.write(file, anew.toByteArray());
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void locked(Work work) throws IOException {
        threadLock.lock();
        try (FileLock held = lockFile.lock()) {
            if (!held.isValid()) {
                throw new IOException("lost the lock on " + file);
            }
            work.run();
        } finally {
            threadLock.unlock();
        }
    }

    /** Lets go of the files. */
    public void close() {
        try {
            channel.close();
            lockFile.close();
        } catch (IOException unimportant) {
            // Everything that was acknowledged is on the disk already.
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private byte[] line(C change) {
        byte[] json = subject.json.write(change);
        byte[] line = new byte[CHECKSUM_DIGITS + 1 + json.length + 1];
        byte[] checksum = (checksum(json) + " ").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(checksum, 0, line, 0, checksum.length);
        System.arraycopy(json, 0, line, checksum.length, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    private C readLine(byte[] line, long at) throws IOException {
        try {
            byte[] json = Arrays.copyOfRange(line, Math.min(CHECKSUM_DIGITS + 1, line.length), line.length);
            String checksum = new String(line, 0, Math.min(CHECKSUM_DIGITS, line.length), StandardCharsets.US_ASCII);
            if (!checksum.equals(checksum(json))) {
                throw new IOException("wrong checksum");
            }
            return subject.json.read(json);
        } catch (IOException | ExactJsonException damaged) {
            throw new IOException(
                    file + " is damaged at byte " + at + " (" + FileTrouble.words(damaged)
                            + "): restore it from a backup",
                    damaged);
        }
    }

    private static String checksum(byte[] json) {
        CRC32C crc = new CRC32C();
        crc.update(json);
        return String.format("%08x", crc.getValue());
    }
}
