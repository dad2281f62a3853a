package io.voider.cli.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Asks threads whether they are alive, and tells when all have answered. A thread that has not answered is not asked again, so
 * that what it has to do does not grow while it stands.
 */
final class Watchdog {
    private final List<Asked> threads = new ArrayList<>();
    private final Runnable allAnswered;
    private final Consumer<String> complaints;
    private int owing;
    private boolean complained;

    /** One thread, and whether it owes an answer. */
    private static final class Asked {
        private final String name;
        private final Executor executor;
        private boolean owes;

        Asked(String name, Executor executor) {
            this.name = name;
            this.executor = executor;
        }
    }

    /**
     * Watches {@code executors}.
     *
     * @param executors what must answer, by name
     * @param allAnswered is called each time that the last of them has answered, by that one's thread
     * @param complaints is told once who does not answer, a sentence, until all do again
     */
    Watchdog(Map<String, Executor> executors, Runnable allAnswered, Consumer<String> complaints) {
        executors.forEach((name, executor) -> threads.add(new Asked(name, executor)));
        this.allAnswered = allAnswered;
        this.complaints = complaints;
    }

    /** Asks everybody, once everybody has answered what was asked before. */
    void ask() {
        synchronized (this) {
            if (owing > 0) {
                complain();
                return;
            }
            owing = threads.size();
            threads.forEach(thread -> thread.owes = true);
        }
        for (Asked thread : threads) {
            try {
                thread.executor.execute(() -> answer(thread));
            } catch (RejectedExecutionException ended) {
                // It never answers, and the next round says which it is.
            }
        }
    }

    private void answer(Asked thread) {
        synchronized (this) {
            thread.owes = false;
            owing--;
            if (owing > 0) {
                return;
            }
            complained = false;
        }
        allAnswered.run();
    }

    private void complain() {
        if (!complained) {
            complained = true;
            List<String> silent = threads.stream()
                    .filter(thread -> thread.owes)
                    .map(thread -> thread.name)
                    .toList();
            complaints.accept("the watchdog waits for " + String.join(", ", silent));
        }
    }
}
