package io.voider.cli.command.console;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A program that runs until a signal asks it to end. The process then ends by way of the JVM's shutdown, which waits until
 * this is closed: to be opened before, and so closed after, whatever must be given back.
 */
public final class Foreground implements AutoCloseable {
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public Foreground() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "voider-end"));
    }

    private void end() {
        asked.complete(true);
        Latches.awaitQuietly(closed);
    }

    /** Waits for the signal. */
    public void awaitSignal() {
        asked.join();
    }

    /** Has {@code action} done when the signal comes, or at once if it came before. */
    public void onSignal(Runnable action) {
        asked.thenRun(action);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
