package io.voider.cli.node.ground;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.voider.cli.state.Failure;
import io.voider.ns.KernelException;
import io.voider.ns.Scheduling;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's threads. All of them are started from the namespace in which the node was started, before any other namespace is
 * opened, since a thread is born in its parent's namespace. A node of which one has died, or met an error rather than an
 * exception, is no node any more, and is told so.
 *
 * <p>One loop carries every line whole: the phones' channel, the tunnels' channels, the sockets towards OpenVPN and those towards
 * the Internet. A packet is never handed to another thread, which would cost more than all else that is done for it, and one
 * core carries more calls than a node's lines do. What is said about calls has a loop of its own, so that no amount of it
 * delays a voice.
 */
public final class NodeLoops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLoops.class);
    private static final int UNWRITTEN_SECONDS = 5;

    private final Consumer<String> died;
    private final EventLoopGroup signalling = group("signalling");
    private final EventLoopGroup introductions = group("introductions");
    private final EventLoopGroup carrying = group("carrying");
    private final Blocking books = new Blocking("books");
    private final Blocking following = new Blocking("following");
    private volatile boolean closing;

    /** @param died hears a sentence, on any thread, when a thread has ended that should not */
    public NodeLoops(Consumer<String> died) {
        this.died = died;
        for (EventLoopGroup group : new EventLoopGroup[] {signalling, introductions, carrying}) {
            group.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        }
        carrying().execute(NodeLoops::goFirst);
        threads().forEach((name, executor) -> {
            if (executor instanceof EventExecutor loop) {
                loop.terminationFuture().addListener(ended -> dead(name, "its loop ended"));
            }
        });
    }

    /** A packet of voice does not wait until a compiler or somebody's upgrade is through with its slice. */
    private static void goFirst() {
        try {
            Scheduling.makePrompt();
        } catch (KernelException e) {
            LOG.info("voice does not go before other work on the processor: {}", e.getMessage());
        }
    }

    private void dead(String name, String reason) {
        if (!closing) {
            died.accept("the thread of " + name + " has died: " + reason);
        }
    }

    /** One ordinary thread, for what blocks. */
    private final class Blocking implements Executor {
        private final String name;
        private final ExecutorService executor;
        private final Thread thread;

        Blocking(String name) {
            this.name = name;
            executor = Executors.newSingleThreadExecutor(new DefaultThreadFactory("voider-" + name, true));
            thread = CompletableFuture.supplyAsync(Thread::currentThread, executor)
                    .join();
        }

        @Override
        public void execute(Runnable task) {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.error("something that {} had to do failed", name, e);
                } catch (Error e) {
                    LOG.error("an error on the thread of {}", name, e);
                    dead(name, Failure.words(e));
                }
            });
        }

        void close() {
            executor.shutdown();
            try {
                // What calls and orders left to be written down.
                executor.awaitTermination(UNWRITTEN_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private EventLoopGroup group(String name) {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("voider-" + name, true), EpollIoHandler.newFactory()) {
            @Override
            protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... unused) {
                return new WatchedLoop(this, executor, handlers, error -> {
                    LOG.error("an error on the thread of {}", name, error);
                    dead(name, error.toString());
                });
            }
        };
    }

    public IoEventLoop signalling() {
        return (IoEventLoop) signalling.next();
    }

    public IoEventLoop introductions() {
        return (IoEventLoop) introductions.next();
    }

    /** The loop that carries voice, from the phones to the Internet and back. */
    public IoEventLoop carrying() {
        return (IoEventLoop) carrying.next();
    }

    /** Where the books are kept: what blocks on the disk or on the making of keys. */
    public Executor books() {
        return books;
    }

    public Thread booksThread() {
        return books.thread;
    }

    /** Where the node is made to fit its state: what blocks on the kernel or on OpenVPN. */
    public Executor following() {
        return following;
    }

    /** To be called by whatever is only to be done where the node is made to fit its state. */
    public void requireFollowing() {
        if (Thread.currentThread() != following.thread) {
            throw new IllegalStateException("this is for " + following.thread.getName() + ", not for "
                    + Thread.currentThread().getName());
        }
    }

    /** Does something where the node is made to fit its state, and waits for it. */
    public <T extends @Nullable Object> T followAndWait(Callable<T> task) {
        return Elsewhere.on(following, task).join();
    }

    /** Runs a task on the books' thread after a while, unless the node has ended by then. */
    public void onBooks(Duration delay, Runnable task) {
        Object unused = signalling().schedule(() -> books.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Every thread without which the node does not do what it is for, by name. */
    public Map<String, Executor> threads() {
        Map<String, Executor> threads = new LinkedHashMap<>();
        threads.put("signalling", signalling());
        threads.put("introductions", introductions());
        threads.put("carrying", carrying());
        threads.put("books", books);
        threads.put("following", following);
        return threads;
    }

    @Override
    public void close() {
        closing = true;
        for (EventLoopGroup group : new EventLoopGroup[] {signalling, introductions, carrying}) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
        following.close();
        books.close();
    }
}
