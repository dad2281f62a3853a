package io.voider.ns;

import static io.voider.ns.LibC.C;
import static io.voider.ns.LibC.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system in memory that lies over a directory for one {@link Namespace}'s thread and the processes that are started
 * there from now on, and for nobody else: {@code mount_namespaces(7)}, {@code tmpfs(5)}.
 *
 * <p>Nobody has to clear it up. When the thread and those processes have ended, killed or not, it is gone with all that is in
 * it; after {@link Namespace#close()} that is a moment later, for the kernel ends a thread after Java does. Mounts that the
 * machine makes or removes elsewhere are still followed; ours go nowhere.
 */
public final class PrivateDirectory {
    private static final Path THREAD = Path.of("/proc/thread-self");
    private static final int MOST_FILES = 4096;

    private final Namespace namespace;
    private final Path place;
    private final Path outside;
    /** Read and written by the namespace's thread. */
    private boolean removed;

    private PrivateDirectory(Namespace namespace, Path place, Path outside) {
        this.namespace = namespace;
        this.place = place;
        this.outside = outside;
    }

    /** The same, over a {@code place} that every process here may look into. */
    public static PrivateDirectory over(Namespace namespace, Path place, long sizeBytes) {
        return over(namespace, place, sizeBytes, "mode=0755");
    }

    /**
     * Lays an empty directory over {@code place}; its owner is root. Whoever has group {@code gid} may look for names that it knows,
     * and make none; what is made in it belongs to that group by itself, which takes no {@code CAP_CHOWN}: mode 2710. Blocks for less
     * than a millisecond.
     *
     * @param place absolute, a directory that exists
     * @param sizeBytes what the files may take altogether; more fails with {@code ENOSPC}
     * @throws KernelException with {@code EPERM} without {@code CAP_SYS_ADMIN}, with {@code EINVAL} where the
     *     root directory is no mount point
     */
    public static PrivateDirectory over(Namespace namespace, Path place, long sizeBytes, int gid) {
        return over(namespace, place, sizeBytes, "mode=2710,gid=" + gid);
    }

    private static PrivateDirectory over(Namespace namespace, Path place, long sizeBytes, String access) {
        return namespace.call(() -> {
            String path = place.toString();
            check(C.unshare(LibC.CLONE_NEWNS), "unshare", "mounts of " + namespace, Capability.CAP_SYS_ADMIN);
            long follow = LibC.MS_SLAVE | LibC.MS_REC;
            if (C.mount("none", "/", "none", follow, null) != 0) {
                throw notFollowing(LibC.errno());
            }
            String options = access + ",size=" + sizeBytes + ",nr_inodes=" + MOST_FILES;
            long flags = LibC.MS_NOSUID | LibC.MS_NOEXEC;
            check(C.mount("voider", path, "tmpfs", flags, options), "mount -t tmpfs", path, Capability.CAP_SYS_ADMIN);
            return new PrivateDirectory(namespace, place, throughThread(place));
        });
    }

    private static KernelException notFollowing(int errno) {
        String why = errno == Errno.EINVAL.number()
                ? "the root directory here is no mount point, as in a chroot into a plain directory; make that"
                        + " directory one before entering it: mount --bind DIRECTORY DIRECTORY"
                : "";
        return KernelException.explained("mount --make-rslave", errno, "/", why, Capability.CAP_SYS_ADMIN);
    }

    private static Path throughThread(Path place) throws IOException {
        Path thread = Path.of("/proc").resolve(Files.readSymbolicLink(THREAD));
        return thread.resolve("root").resolve(Path.of("/").relativize(place));
    }

    /** Its path for the namespace's thread and the processes started there. */
    public Path inside() {
        return place;
    }

    /** Its path for all other threads of this process, as long as the namespace is open. */
    public Path outside() {
        return outside;
    }

    /**
     * Takes it away; a process that has a file of it open keeps that file.
     *
     * @throws IllegalStateException if it was taken away before: what lies in its place now is somebody else's
     */
    public void remove() {
        String path = place.toString();
        namespace.call(() -> {
            if (removed) {
                throw new IllegalStateException(path + " in " + namespace.name() + " was removed before");
            }
            check(C.umount2(path, LibC.MNT_DETACH), "umount2", path, Capability.CAP_SYS_ADMIN);
            removed = true;
            return true;
        });
    }
}
