package io.voider.cli.command;

import java.util.concurrent.CountDownLatch;

/** Waiting at the end of the process. */
final class Latches {
    private Latches() {}

    /** Waits; an interruption ends it, and is kept. */
    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
