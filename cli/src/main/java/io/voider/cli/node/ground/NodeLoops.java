package io.voider.cli.node.ground;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A node's threads. All of them are started from the namespace in which the node was started, before any other namespace is
 * opened, since a thread is born in its parent's namespace.
 */
public final class NodeLoops implements AutoCloseable {
    private static final int MOST_CARRYING = 4;
    private static final int LAST_WORDS_SECONDS = 5;

    private final EventLoopGroup signalling = group("voider-signalling", 1);
    private final EventLoopGroup introductions = group("voider-introductions", 1);
    private final EventLoopGroup carrying;
    private final ExecutorService books =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("voider-books", true));

    public NodeLoops() {
        int cores = Runtime.getRuntime().availableProcessors();
        carrying = group("voider-carrying", Math.max(1, Math.min(MOST_CARRYING, cores)));
        for (EventLoopGroup group : new EventLoopGroup[] {signalling, introductions, carrying}) {
            group.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        }
        books.execute(() -> {});
    }

    private static EventLoopGroup group(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
    }

    public IoEventLoop signalling() {
        return (IoEventLoop) signalling.next();
    }

    public IoEventLoop introductions() {
        return (IoEventLoop) introductions.next();
    }

    /** The next of the loops that carry tunnels, in turn. */
    public IoEventLoop carrying() {
        return (IoEventLoop) carrying.next();
    }

    public EventLoopGroup control() {
        return introductions;
    }

    public ExecutorService books() {
        return books;
    }

    /** Every thread without which the node does not do what it is for, by name. */
    public Map<String, Executor> threads() {
        Map<String, Executor> threads = new LinkedHashMap<>();
        threads.put("signalling", signalling());
        threads.put("introductions", introductions());
        for (EventExecutor loop : carrying) {
            threads.put("carrying-" + (threads.size() - 2), loop);
        }
        threads.put("books", books);
        return threads;
    }

    @Override
    public void close() {
        for (EventLoopGroup group : new EventLoopGroup[] {signalling, introductions, carrying}) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
        books.shutdown();
        try {
            // What calls and orders left to be written down.
            books.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
