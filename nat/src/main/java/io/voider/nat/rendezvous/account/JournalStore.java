package io.voider.nat.rendezvous.account;

import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.journal.Journal;
import io.voider.transport.disk.FileTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The embedded {@link AccountStore}: a {@link Journal} in a directory, shared by the server and the operator's commands.
 * One thread of its own does all reading and writing; changes that wait are synced to the disk together. Others' changes
 * are noticed within {@value #FOLLOW_MILLIS} ms.
 */
public final class JournalStore implements AccountStore {
    static final Journal.Subject<AccountChange> ACCOUNTS =
            new Journal.Subject<>("accounts", ExactJson.of(AccountChange.class), AccountTable::new);

    static final int FOLLOW_MILLIS = 250;
    /** Changes that wait for the disk; more are refused, and the owner's node asks again later. */
    private static final int MAX_WAITING = 4096;

    private record Waiting(List<AccountChange> changes, CompletableFuture<Void> written) {}

    private final Journal<AccountChange> journal;
    private final ScheduledThreadPoolExecutor thread;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private @Nullable Consumer<AccountChange> observer;

    private JournalStore(Journal<AccountChange> journal) {
        this.journal = journal;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "voider-rendezvous-store");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * The store in a directory, which is made if it is not there.
     *
     * @throws UncheckedIOException if the directory cannot be used
     */
    public static JournalStore in(Path directory) {
        try {
            return new JournalStore(Journal.in(directory, ACCOUNTS));
        } catch (IOException unusable) {
            throw new UncheckedIOException(
                    "cannot keep accounts in " + directory + ": " + FileTrouble.words(unusable), unusable);
        }
    }

    /** What to throw when {@link #follow} or {@link #write} failed. */
    public static RuntimeException unusable(CompletionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        String what = "the accounts cannot be used: " + FileTrouble.words(cause);
        return cause instanceof IOException io
                ? new UncheckedIOException(what, io)
                : new IllegalStateException(what, failed);
    }

    @Override
    public CompletionStage<Void> follow(Consumer<AccountChange> changes) {
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                observer = changes;
                journal.readAll(changes);
                thread.scheduleWithFixedDelay(this::catchUp, FOLLOW_MILLIS, FOLLOW_MILLIS, TimeUnit.MILLISECONDS);
                loaded.complete(null);
            } catch (IOException | RuntimeException unreadable) {
                loaded.completeExceptionally(unreadable);
            }
        });
        return loaded;
    }

    @Override
    public CompletionStage<Void> write(List<AccountChange> changes) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        if (!queue.offer(new Waiting(List.copyOf(changes), written))) {
            written.completeExceptionally(new IOException("the disk is too slow: " + MAX_WAITING + " changes wait"));
            return written;
        }
        try {
            thread.execute(this::writeAllThatWait);
        } catch (RejectedExecutionException closed) {
            written.completeExceptionally(new IOException("the account store is closed", closed));
        }
        return written;
    }

    private void writeAllThatWait() {
        List<Waiting> batch = new ArrayList<>();
        queue.drainTo(batch);
        if (batch.isEmpty()) {
            return;
        }
        try {
            List<AccountChange> changes = batch.stream()
                    .flatMap(waiting -> waiting.changes().stream())
                    .toList();
            journal.append(changes, this::report);
            batch.forEach(waiting -> waiting.written().complete(null));
        } catch (IOException | RuntimeException failed) {
            batch.forEach(waiting -> waiting.written().completeExceptionally(failed));
        }
    }

    private void catchUp() {
        try {
            journal.readNew(this::report);
        } catch (IOException | RuntimeException unreadable) {
            LoggerFactory.getLogger(JournalStore.class)
                    .error("cannot read changes of accounts in {}: {}", journal, FileTrouble.words(unreadable));
        }
    }

    private void report(AccountChange change) {
        if (observer != null) {
            observer.accept(change);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        journal.close();
    }
}
