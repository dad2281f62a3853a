package io.voider.ns;

import static io.voider.ns.LibC.C;
import static io.voider.ns.LibC.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code /run/netns}, where {@code ip-netns(8)} and this module keep the names of namespaces: one empty file for each
 * name, with the namespace bind-mounted on it.
 *
 * <p>Making a name takes two steps, file and mount, and nothing makes the pair atomic. A process that dies in between
 * leaves a file that is no namespace: a <em>half-made</em> name. {@link #inode(String)} tells the two apart.
 *
 * <p>The directory is made a shared mount of its own, under the same lock on the directory that {@code ip} takes, so that
 * a name made here is seen in every mount namespace, and a name removed here goes everywhere.
 */
final class NamespaceDirectory {

    static final Path PATH = Path.of("/run/netns");

    private static final int NAME_LIMIT_BYTES = 255;

    private NamespaceDirectory() {}

    /**
     * The file for {@code name}.
     *
     * @throws IllegalArgumentException if {@code name} is no plain file name of at most 255 bytes
     */
    static Path file(String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0
                || name.getBytes(StandardCharsets.UTF_8).length > NAME_LIMIT_BYTES) {
            throw new IllegalArgumentException("not a namespace name (a plain file name is needed): " + name);
        }
        return PATH.resolve(name);
    }

    /** Every name there is, half-made ones included, sorted. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PATH)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw new UncheckedIOException(new IOException("cannot list " + PATH, e));
        }
        Collections.sort(names);
        return names;
    }

    /** The inode number that identifies the namespace behind {@code name}; empty if the name is half-made or gone. */
    static OptionalLong inode(String name) {
        return inode(file(name));
    }

    /**
     * The inode number of the namespace behind {@code path}, which may be a mounted name or a link in {@code /proc}.
     * Empty if it does not exist, is no namespace, or belongs to a process that is not ours to look into.
     */
    static OptionalLong inode(Path path) {
        try {
            long device = ((Number) Files.getAttribute(path, "unix:dev")).longValue();
            long inode = ((Number) Files.getAttribute(path, "unix:ino")).longValue();
            return device == NamespaceDevice.NUMBER ? OptionalLong.of(inode) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Makes the directory, and makes it a shared mount, once. */
    static void prepare() {
        try {
            Files.createDirectories(PATH);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + PATH, e);
        }
        String path = PATH.toString();
        int directory = LibC.open(path, LibC.O_RDONLY | LibC.O_DIRECTORY, Capability.CAP_DAC_OVERRIDE);
        try {
            check(C.flock(directory, LibC.LOCK_EX), "flock", path);
            long share = LibC.MS_SHARED | LibC.MS_REC;
            if (C.mount("none", path, "none", share, null) == 0) {
                return;
            }
            if (LibC.errno() != Errno.EINVAL.number()) {
                throw KernelException.of("mount --make-rshared", LibC.errno(), path, Capability.CAP_SYS_ADMIN);
            }
            long bind = LibC.MS_BIND | LibC.MS_REC;
            check(C.mount(path, path, "none", bind, null), "mount --rbind", path, Capability.CAP_SYS_ADMIN);
            check(C.mount("none", path, "none", share, null), "mount --make-rshared", path, Capability.CAP_SYS_ADMIN);
        } finally {
            C.close(directory);
        }
    }

    /** The first step: the empty file. Whoever makes it owns the name. */
    static void reserve(String name) {
        String path = file(name).toString();
        int flags = LibC.O_RDONLY | LibC.O_CREAT | LibC.O_EXCL;
        C.close(LibC.open(path, flags, Capability.CAP_DAC_OVERRIDE));
    }

    /** The second step: the calling thread's namespace goes on the file. */
    static void mountCurrent(String name) {
        String path = file(name).toString();
        String current = "/proc/thread-self/ns/net";
        check(C.mount(current, path, "none", LibC.MS_BIND, null), "mount --bind", path, Capability.CAP_SYS_ADMIN);
    }

    /**
     * Removes the name and whatever is mounted on it. The namespace itself lives on while a process or a descriptor is
     * in it.
     *
     * @return whether the name was there
     */
    static boolean remove(String name) {
        Path file = file(name);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        while (C.umount2(file.toString(), LibC.MNT_DETACH | LibC.UMOUNT_NOFOLLOW) == 0) {
            // several mounts may lie on top of each other
        }
        int errno = LibC.errno();
        if (errno != Errno.EINVAL.number() && errno != Errno.ENOENT.number()) {
            throw KernelException.of("umount2", errno, file.toString(), Capability.CAP_SYS_ADMIN);
        }
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the name " + file, e);
        }
    }

    /** The device number of the kernel's namespace file system, read once from a link that is always there. */
    private static final class NamespaceDevice {
        static final long NUMBER = read();

        private static long read() {
            Path own = Path.of("/proc/self/ns/net");
            try {
                return ((Number) Files.getAttribute(own, "unix:dev")).longValue();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot look at " + own, e);
            }
        }
    }
}
