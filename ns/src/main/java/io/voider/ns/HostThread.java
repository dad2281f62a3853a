package io.voider.ns;

import static io.voider.ns.LibC.C;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread, certain to stand in the namespace that the JVM was started in, on which futures are completed.
 *
 * <p>A thread inherits the namespace of the thread that starts it. If a future's dependants ran on a namespace's own
 * thread, the first of them to start an executor or an event loop would plant it there. So they run here; they must not
 * block, for they would hold up everybody's.
 */
final class HostThread {

    static final String NAMESPACE = "/proc/self/ns/net";

    static final Path CURRENT = Path.of("/proc/thread-self/ns/net");

    /** Futures that wait to be completed; when there are more, the namespaces wait. */
    private static final int QUEUE_LIMIT = 1 << 16;

    private static final ExecutorService EXECUTOR = new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(QUEUE_LIMIT),
            HostThread::thread,
            (task, executor) -> Waiting.uninterruptibly(() -> {
                executor.getQueue().put(task);
                return null;
            }));

    private HostThread() {}

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    C.close(enter());
                    work.run();
                },
                "ns-completions");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Brings the calling thread into the JVM's own namespace, that of the process's first thread. Without privileges this
     * works for a thread that is already there.
     *
     * @return a descriptor of that namespace, the caller's to close
     */
    static int enter() {
        int fd = LibC.open(NAMESPACE, LibC.O_RDONLY);
        boolean there = NamespaceDirectory.inode(Path.of(NAMESPACE)).equals(NamespaceDirectory.inode(CURRENT));
        if (!there && C.setns(fd, LibC.CLONE_NEWNET) < 0) {
            KernelException failure = KernelException.of("setns", LibC.errno(), NAMESPACE, Capability.CAP_SYS_ADMIN);
            C.close(fd);
            throw failure;
        }
        return fd;
    }

    static void execute(Runnable task) {
        EXECUTOR.execute(task);
    }
}
