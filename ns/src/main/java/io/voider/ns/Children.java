package io.voider.ns;

import static io.voider.ns.LibC.C;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** Child processes, started on a namespace's thread so that they are born in it. */
final class Children {

    /** In the environment of every child: its namespace's name. By it the children of a dead process are found. */
    static final String MARK = "VOIDER_NAMESPACE";

    private static final long END_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long END_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Children() {}

    /**
     * Starts the process.
     *
     * <p>The JDK waits for each child on a pooled thread, which {@code ProcessBuilder.start} may have to make, and which
     * then stands in the namespace too. When the child ends, that same thread runs the dependants of the process handle's
     * future, and so can be led home before it returns to its pool.
     */
    static Process start(String namespaceName, ProcessBuilder builder) throws IOException {
        builder.environment().put(MARK, namespaceName);
        Process process = builder.start();
        Thread starter = Thread.currentThread();
        CompletableFuture<?> ignored = process.toHandle().onExit().whenComplete((handle, failure) -> {
            if (Thread.currentThread() != starter) {
                C.close(HostThread.enter());
            }
        });
        return process;
    }

    /** The processes of this machine that bear a mark which {@code isWanted}, by that mark. */
    static Map<String, List<Long>> byNamespaceName(Predicate<String> isWanted) {
        Map<String, List<Long>> found = new TreeMap<>();
        forEachOther(pid -> mark(pid)
                .filter(isWanted)
                .ifPresent(name -> found.computeIfAbsent(name, ignored -> new ArrayList<>())
                        .add(pid)));
        return found;
    }

    /** The processes, other than this one, that are in the namespace with that inode number. */
    static List<Long> inNamespace(OptionalLong inode) {
        List<Long> found = new ArrayList<>();
        if (inode.isPresent()) {
            forEachOther(pid -> {
                if (NamespaceDirectory.inode(Path.of("/proc/" + pid + "/ns/net"))
                        .equals(inode)) {
                    found.add(pid);
                }
            });
        }
        return found;
    }

    /** Whether that process still is in the namespace of that name, or was started there. */
    static boolean belongs(long pid, String name) {
        OptionalLong inode = NamespaceDirectory.inode(name);
        return mark(pid).filter(name::equals).isPresent()
                || (inode.isPresent()
                        && NamespaceDirectory.inode(Path.of("/proc/" + pid + "/ns/net"))
                                .equals(inode));
    }

    /**
     * Kills that process, if it still belongs to the namespace of that name — the number may be another's by now — and waits
     * until it has left the namespace.
     *
     * @throws KernelException with {@code ETIMEDOUT} if it has not after 10 seconds
     */
    static void end(long pid, String name) {
        long start = System.nanoTime();
        while (belongs(pid, name)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            if (System.nanoTime() - start > END_LIMIT_NANOS) {
                throw new KernelException("kill", Errno.ETIMEDOUT.number(), "process " + pid + " of " + name);
            }
            LockSupport.parkNanos(END_STEP_NANOS);
        }
    }

    private static void forEachOther(LongConsumer action) {
        long own = ProcessHandle.current().pid();
        ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> pid != own)
                .forEach(action);
    }

    /** Empty for a process that bears none, is gone, or is not ours to look into. */
    private static Optional<String> mark(long pid) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
            for (String variable : new String(environment, StandardCharsets.ISO_8859_1).split("\0", -1)) {
                if (variable.startsWith(MARK + "=")) {
                    byte[] name = variable.substring(MARK.length() + 1).getBytes(StandardCharsets.ISO_8859_1);
                    return Optional.of(new String(name, StandardCharsets.UTF_8));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
