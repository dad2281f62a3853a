package io.voider.ns;

import static io.voider.ns.LibC.C;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Child processes, started on a namespace's thread so that they are born in it. */
final class Children {

    /** In the environment of every child: its namespace's name. By it the children of a dead process are found. */
    static final String MARK = "VOIDER_NAMESPACE";

    private Children() {}

    /**
     * Starts the process.
     *
     * <p>The JDK waits for each child on a pooled thread, which {@code ProcessBuilder.start} may have to make, and which
     * then stands in the namespace too. When the child ends, that same thread runs the dependants of the process handle's
     * future, and so can be led home before it returns to its pool.
     */
    static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        Thread starter = Thread.currentThread();
        CompletableFuture<?> ignored = process.toHandle().onExit().whenComplete((handle, failure) -> {
            if (Thread.currentThread() != starter) {
                C.close(HostThread.enter());
            }
        });
        return process;
    }
}
