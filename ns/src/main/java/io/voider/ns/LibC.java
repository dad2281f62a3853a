package io.voider.ns;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import org.jspecify.annotations.Nullable;

/**
 * The C library's functions that this package calls, with their own names.
 *
 * <p>Each answers -1 for a failure; {@link #errno()} on the same thread then says why. Buffers are direct, in the
 * machine's byte order, and passed from their position on.
 */
final class LibC {

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_DIRECTORY = directoryFlag();
    static final int O_CLOEXEC = 02000000;

    static final int CLONE_NEWNS = 0x00020000;
    static final int CLONE_NEWNET = 0x40000000;

    static final long MS_NOSUID = 2;
    static final long MS_NOEXEC = 8;
    static final long MS_BIND = 4096;
    static final long MS_REC = 16384;
    static final long MS_SLAVE = 1 << 19;
    static final long MS_SHARED = 1 << 20;
    static final int MNT_DETACH = 2;
    static final int UMOUNT_NOFOLLOW = 8;

    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;

    private LibC() {}

    /** {@code O_DIRECTORY} is the one flag here whose value differs between the two machines that we run on. */
    private static int directoryFlag() {
        return System.getProperty("os.arch", "").equals("aarch64") ? 040000 : 0200000;
    }

    /** Public, because JNR-FFI's generated class lives in a class loader of its own. */
    @SuppressWarnings("checkstyle:MethodName")
    public interface Functions {
        int open(@In String path, int flags, int mode);

        int close(int fd);

        int unshare(int flags);

        int setns(int fd, int type);

        int mount(@In String source, @In String target, @In String type, long flags, @In @Nullable String data);

        int umount2(@In String target, int flags);

        int flock(int fd, int operation);

        int ioctl(int fd, long request, @In @Out ByteBuffer argument);

        int ioctl(int fd, long request, long argument);

        int socket(int domain, int type, int protocol);

        int bind(int fd, @In ByteBuffer address, int length);

        int getsockname(int fd, @Out ByteBuffer address, @In @Out ByteBuffer length);

        int setsockopt(int fd, int level, int option, @In ByteBuffer value, int length);

        long send(int fd, @In ByteBuffer data, long length, int flags);

        long recvfrom(
                int fd,
                @Out ByteBuffer data,
                long length,
                int flags,
                @Out ByteBuffer address,
                @In @Out ByteBuffer addressLength);

        int eventfd(int initial, int flags);

        long read(int fd, @Out ByteBuffer data, long length);

        long write(int fd, @In ByteBuffer data, long length);

        int poll(@In @Out ByteBuffer descriptors, long count, int timeoutMillis);

        int adjtimex(@In @Out ByteBuffer timex);

        long syscall(long number, long first, @In ByteBuffer second, long third);
    }

    static final Functions C = LibraryLoader.create(Functions.class).load("c");

    private static final Runtime RUNTIME = Runtime.getRuntime(C);

    /** The error number of the last call that this thread made. */
    static int errno() {
        return RUNTIME.getLastError();
    }

    /** Passes a successful {@code result} through; throws for -1. */
    static int check(int result, String systemCall, String object, Capability... needed) {
        if (result < 0) {
            throw KernelException.of(systemCall, errno(), object, needed);
        }
        return result;
    }

    static long check(long result, String systemCall, String object, Capability... needed) {
        if (result < 0) {
            throw KernelException.of(systemCall, errno(), object, needed);
        }
        return result;
    }

    /**
     * Makes a call that is given {@code memory}, a direct buffer. JNR-FFI passes no more than its address, in which the
     * collector sees no reference: without this, it may free memory that the kernel is reading.
     */
    static int keeping(ByteBuffer memory, IntSupplier call) {
        try {
            return call.getAsInt();
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** Opens with {@code O_CLOEXEC}, so that no child process inherits the descriptor. */
    static int open(String path, int flags, Capability... needed) {
        return check(C.open(path, flags | O_CLOEXEC, 0), "open", path, needed);
    }
}
