package io.voider.nat.rendezvous.account;

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
import java.util.zip.CRC32C;

/**
 * Changes of accounts, one a line, in {@code accounts.journal}: eight hexadecimal digits of CRC-32C over what follows the
 * blank, a blank, the change as JSON, a line feed. Lines are only ever appended, under an exclusive lock on {@code
 * accounts.lock}, and synced before anybody hears of them. A last line that is cut short was never acknowledged and is
 * taken away by the next writer; a damaged line anywhere else is an error that a person must look at.
 *
 * <p>When three quarters of the lines no longer matter, opening the journal writes it anew. Readers that hold the old
 * file notice by its key and read the new one from the start; applying a change twice is harmless.
 */
final class Journal {
    private static final ExactJson<AccountChange> CHANGES = ExactJson.of(AccountChange.class);
    static final String NAME = "accounts.journal";
    private static final int MIN_LINES_TO_COMPACT = 1024;

    /** File locks belong to the process: these keep apart the threads in it. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel lockFile;
    private final ReentrantLock threadLock;
    private FileChannel channel;
    private Object key;
    private long position;

    private Journal(Path file, FileChannel lockFile) throws IOException {
        this.file = file;
        this.lockFile = lockFile;
        this.threadLock = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
        this.channel = open(file);
        this.key = keyOf(file);
    }

    static Journal in(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        Files.createDirectories(
                absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = absolute.resolve(NAME);
        FileChannel lockFile = FileChannel.open(
                absolute.resolve("accounts.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Journal journal = new Journal(file, lockFile);
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
    void readAll(Consumer<AccountChange> observer) throws IOException {
        position = 0;
        readNew(observer);
    }

    /** Reports changes that were appended since the last reading. */
    void readNew(Consumer<AccountChange> observer) throws IOException {
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
                observer.accept(JournalLine.read(Arrays.copyOfRange(fresh, line, i), file, position));
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
    void append(List<AccountChange> changes, Consumer<AccountChange> observer) throws IOException {
        locked(() -> {
            readNew(observer);
            channel.truncate(position);
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (AccountChange change : changes) {
                lines.writeBytes(JournalLine.write(change));
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

    private void compactIfWorthIt() throws IOException {
        AccountTable table = new AccountTable();
        int[] lines = {0};
        readAll(change -> {
            table.apply(change);
            lines[0]++;
        });
        List<AccountChange> needed = table.asChanges();
        if (lines[0] >= MIN_LINES_TO_COMPACT && needed.size() < lines[0] / 4) {
            ByteArrayOutputStream anew = new ByteArrayOutputStream();
            needed.forEach(change -> anew.writeBytes(JournalLine.write(change)));
            DurableFile.write(file, anew.toByteArray());
        }
        position = 0;
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

    void close() {
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

    /** One line of the journal. */
    private static final class JournalLine {
        private static final int CHECKSUM_DIGITS = 8;

        static byte[] write(AccountChange change) {
            byte[] json = CHANGES.write(change);
            byte[] line = new byte[CHECKSUM_DIGITS + 1 + json.length + 1];
            byte[] checksum = (checksum(json) + " ").getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(checksum, 0, line, 0, checksum.length);
            System.arraycopy(json, 0, line, checksum.length, json.length);
            line[line.length - 1] = '\n';
            return line;
        }

        static AccountChange read(byte[] line, Path file, long position) throws IOException {
            try {
                byte[] json = Arrays.copyOfRange(line, Math.min(CHECKSUM_DIGITS + 1, line.length), line.length);
                String checksum =
                        new String(line, 0, Math.min(CHECKSUM_DIGITS, line.length), StandardCharsets.US_ASCII);
                if (!checksum.equals(checksum(json))) {
                    throw new IOException("wrong checksum");
                }
                return CHANGES.read(json);
            } catch (IOException | ExactJsonException damaged) {
                throw new IOException(
                        file + " is damaged at byte " + position + " (" + FileTrouble.words(damaged)
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
}
