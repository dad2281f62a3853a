package io.voider.ns;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that stands in a namespace for as long as the {@link Namespace} is open, and does there, one after the
 * other, what it is asked to.
 *
 * <p>It is never pooled and never replaced: a thread that left its namespace by accident, or one that another task finds in
 * a namespace it did not ask for, cannot happen. At most {@value #QUEUE_LIMIT} tasks wait; more are refused.
 */
final class NamespaceThread {

    static final int QUEUE_LIMIT = 4096;

    /** Bytes; tasks here make system calls and little else. */
    private static final long STACK_SIZE = 512 * 1024;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>(QUEUE_LIMIT);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final String name;
    private final Thread thread;

    /**
     * @param entry runs first on the new thread and brings it into the namespace; if it throws, so does this constructor,
     *     and the thread is gone
     */
    NamespaceThread(String name, Runnable entry) {
        this.name = name;
        CompletableFuture<@Nullable Void> entered = new CompletableFuture<>();
        thread = new Thread(null, () -> run(entry, entered), "ns-" + name, STACK_SIZE, false);
        thread.setDaemon(true);
        thread.start();
        Waiting.uninterruptibly(entered);
    }

    private void run(Runnable entry, CompletableFuture<@Nullable Void> entered) {
        try {
            entry.run();
        } catch (Throwable e) {
            entered.completeExceptionally(e);
            return;
        }
        entered.complete(null);
        while (!(closed.get() && tasks.isEmpty())) {
            Waiting.uninterruptibly(tasks::take).run();
            Thread.interrupted(); // a task's own business, over with the task
        }
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Runs {@code task} in the namespace; the future is completed on a thread outside of it.
     *
     * @throws RejectedExecutionException if too many tasks wait
     * @throws IllegalStateException if this thread was closed
     */
    <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        enqueue(() -> {
            try {
                T value = task.call();
                HostThread.execute(() -> result.complete(value));
            } catch (Throwable e) {
                HostThread.execute(() -> result.completeExceptionally(e));
            }
        });
        return result;
    }

    /** Runs {@code task} in the namespace and waits for it, whether or not the caller is interrupted meanwhile. */
    <T extends @Nullable Object> T call(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable run = () -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        if (isCurrent()) {
            run.run();
        } else {
            enqueue(run);
        }
        return Waiting.uninterruptibly(result);
    }

    private void enqueue(Runnable task) {
        synchronized (tasks) {
            if (closed.get()) {
                throw new IllegalStateException("namespace " + name + " is closed");
            }
            if (!tasks.offer(task)) {
                throw new RejectedExecutionException(
                        "namespace " + name + " already has " + QUEUE_LIMIT + " tasks waiting");
            }
        }
    }

    /** Does what was asked before, then ends the thread, and waits for that. */
    void close() {
        synchronized (tasks) {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
        }
        Waiting.uninterruptibly(() -> {
            tasks.put(() -> {});
            return null;
        });
        if (!isCurrent()) {
            Waiting.uninterruptibly(() -> {
                thread.join();
                return null;
            });
        }
    }
}
