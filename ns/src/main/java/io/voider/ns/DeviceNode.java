package io.voider.ns;

import static io.voider.ns.LibC.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;

/** A name of one's own for a character device, so that one user can be let in without opening it to all. */
public final class DeviceNode {
    private static final int S_IFCHR = 0020000;
    private static final int OWNER_ONLY = 0600;

    private DeviceNode() {}

    /** Public, because JNR-FFI's generated class lives in a class loader of its own. */
    public interface Functions {
        int mknod(@In String path, int mode, long device);
    }

    private static final class Loaded {
        static final Functions C = LibraryLoader.create(Functions.class).load("c");
    }

    /**
     * Makes {@code node} another name of the device {@code original}, for {@code uid} alone (mode 0600). On a file system
     * that was mounted without devices it can be made, but not opened.
     *
     * @throws KernelException if the kernel refuses, for want of {@code CAP_MKNOD} most likely
     * @throws IOException if {@code original} cannot be looked at, or the node not be given away
     */
    public static void copy(Path original, Path node, int uid) throws IOException {
        long device = ((Number) Files.getAttribute(original, "unix:rdev")).longValue();
        check(Loaded.C.mknod(node.toString(), S_IFCHR | OWNER_ONLY, device), "mknod", node.toString());
        Files.setAttribute(node, "unix:uid", uid);
    }
}
