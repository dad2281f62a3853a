package io.voider.ns.socket;

import io.voider.ns.Capability;
import io.voider.ns.KernelException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.function.LongToIntFunction;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** The C library's socket calls. Addresses are plain numbers, so that a call on the packet path makes no object. */
final class SocketCalls {

    static final int EINTR = 4;
    static final int EOPNOTSUPP = 95;

    private SocketCalls() {}

    /** Public, because JNR-FFI's generated class lives in a class loader of its own. */
    public interface Functions {
        int socket(int domain, int type, int protocol);

        int close(int fd);

        int bind(int fd, long address, int addressLength);

        int setsockopt(int fd, int level, int option, long value, int valueLength);

        int getsockopt(int fd, int level, int option, long value, long valueLength);

        int ioctl(int fd, long request, long argument);

        /** The first argument is no number, because JNR-FFI 2.3 passes the last of six numbers wrong. */
        @Nullable
        Pointer mmap(@Nullable Pointer address, long length, int protection, int flags, int fd, long offset);

        int munmap(long address, long length);

        int sendmmsg(int fd, long headers, int count, int flags);

        int recvmmsg(int fd, long headers, int count, int flags, long timeout);

        int connect(int fd, long address, int addressLength);

        int getsockname(int fd, long address, long addressLength);

        int send(int fd, long address, long length, int flags);
    }

    static final Functions C = LibraryLoader.create(Functions.class).load("c");

    private static final Runtime RUNTIME = Runtime.getRuntime(C);

    /** The error number of the last call that this thread made. */
    static int errno() {
        return RUNTIME.getLastError();
    }

    /** Passes a successful {@code result} through; throws for a negative one. */
    static int check(int result, String systemCall, String object, Capability... needed) {
        if (result < 0) {
            throw KernelException.of(systemCall, errno(), object, needed);
        }
        return result;
    }

    static Pointer pointer(long address) {
        return Pointer.wrap(RUNTIME, address);
    }

    /**
     * Makes a call that is given the address of {@code memory}, a direct buffer. The collector sees no reference in an
     * address: without this, it may free memory that the kernel is reading.
     */
    static int lend(ByteBuffer memory, LongToIntFunction call) {
        try {
            return call.applyAsInt(addressOf(memory));
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** Where {@code memory}, a direct buffer, begins whatever its position; true for as long as it is reachable. */
    static long addressOf(ByteBuffer memory) {
        return Pointer.wrap(RUNTIME, memory.duplicate().clear()).address();
    }
}
