package io.voider.cli.command.console;

import java.util.concurrent.CountDownLatch;

/** Waiting at the end of the process. */
public final class Latches {
    private Latches() {}

    /** Waits; an interruption ends it, and is kept. */
    public static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
