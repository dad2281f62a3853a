package io.voider.ns;

import static io.voider.ns.LibC.C;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The file lock behind a {@link Claim}: {@code /run/voider/OWNER.lock}, locked by {@code flock(2)}. Its descriptor is inherited
 * by no child, so the lock ends with the process.
 *
 * <p>The file goes when the claim is given up. So one that was locked may have been removed by the holder before: only a
 * lock on the file that still has the name counts.
 */
final class ClaimLock implements AutoCloseable {

    private static final Path DIRECTORY = Path.of("/run/voider");

    private final Path file;
    private final int fd;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ClaimLock(Path file, int fd) {
        this.file = file;
        this.fd = fd;
    }

    static ClaimLock take(String owner) {
        Path file = DIRECTORY.resolve(owner + ".lock");
        try {
            Files.createDirectories(DIRECTORY);
            while (true) {
                int fd = LibC.open(file.toString(), LibC.O_RDWR | LibC.O_CREAT, Capability.CAP_DAC_OVERRIDE);
                if (C.flock(fd, LibC.LOCK_EX | LibC.LOCK_NB) < 0) {
                    int errno = LibC.errno();
                    C.close(fd);
                    throw refused(owner, file, errno);
                }
                if (hasName(file, fd)) {
                    return new ClaimLock(file, fd);
                }
                C.close(fd);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    private static KernelException refused(String owner, Path file, int errno) {
        return errno == Errno.EAGAIN.number()
                ? KernelException.explained(
                        "flock",
                        Errno.EBUSY,
                        file.toString(),
                        "another process runs as " + owner
                                + ": end it first, or give one of the two another namespace-prefix")
                : new KernelException("flock", errno, file.toString());
    }

    private static boolean hasName(Path file, int fd) throws IOException {
        try {
            Object named = Files.getAttribute(file, "unix:ino");
            return named.equals(Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:ino"));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                Files.deleteIfExists(file);
            } finally {
                C.close(fd);
            }
        }
    }
}
