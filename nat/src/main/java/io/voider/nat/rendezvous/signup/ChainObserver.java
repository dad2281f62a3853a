package io.voider.nat.rendezvous.signup;

import io.voider.nat.Clocks;
import io.voider.nat.rendezvous.signup.bitcoin.ChainException;
import io.voider.transport.disk.FileTrouble;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that waits for those who have the chain, and has the bookkeeper write what they say. */
final class ChainObserver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainObserver.class);
    private static final long CHAIN_MILLIS = 3_000;

    /** The bookkeeper, as far as the observer needs it. */
    interface Bookkeeper {
        /** Has something done on the bookkeeper's thread. */
        <T> Future<T> submit(Callable<T> work);

        /** On that thread: what is known. */
        OrderBook book();

        /** On that thread: writes what has happened, and does what is due then. */
        void write(List<SignUpChange> changes) throws IOException;
    }

    private record Assignment(PaymentWatch.Question question, boolean isLost) {}

    private final Bookkeeper bookkeeper;
    private final Clocks clocks;
    private final ScheduledThreadPoolExecutor observer;
    private volatile @Nullable PaymentWatch watch;
    private volatile @Nullable String trouble;

    ChainObserver(Bookkeeper bookkeeper, Clocks clocks, ScheduledThreadPoolExecutor observer) {
        this.bookkeeper = bookkeeper;
        this.clocks = clocks;
        this.observer = observer;
    }

    void start() {
        observer.schedule(this::observe, 0, TimeUnit.MILLISECONDS);
    }

    /** Why payments cannot be seen; null if they can. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Looks by that watch from now on, or not at all. What was looked by before is ended when nobody uses it any more. */
    synchronized void watch(@Nullable PaymentWatch next) {
        PaymentWatch before = watch;
        watch = next;
        trouble = next == null ? null : "the chain has not been looked at yet";
        if (before != null) {
            observer.execute(before::close);
        }
    }

    private void observe() {
        boolean more = false;
        PaymentWatch asked = watch;
        try {
            more = asked != null && observed(asked);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return;
        } catch (RejectedExecutionException closing) {
            return;
        } catch (Exception failed) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            Throwable cause = failed.getCause() instanceof IOException ? failed.getCause() : failed;
            fails(
                    asked,
                    cause instanceof ChainException chain
                            ? String.valueOf(chain.getMessage())
                            : FileTrouble.words(cause));
        }
        try {
            observer.schedule(this::observe, more ? 0 : CHAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // Nobody is to observe any more.
        }
    }

    /** Asks the bookkeeper what is known, then the chain what is new, and has it written; whether there may be more. */
    private boolean observed(PaymentWatch asked) throws Exception {
        long now = clocks.unixSeconds();
        Assignment assignment = bookkeeper
                .submit(() -> new Assignment(
                        PaymentWatch.Question.of(bookkeeper.book(), now),
                        bookkeeper.book().hasLostTheChain()))
                .get();
        if (assignment.isLost()) {
            fails(
                    asked,
                    "the chain differs from what was seen before in more than " + OrderBook.REMEMBERED_BLOCKS
                            + " blocks: it is of another network, or something is very wrong");
            return false;
        }
        List<SignUpChange> changes = asked.ask(assignment.question(), now);
        if (!changes.isEmpty()) {
            bookkeeper
                    .submit(() -> {
                        if (asked.equals(watch)) {
                            bookkeeper.write(changes);
                        }
                        return null;
                    })
                    .get();
        } else {
            followed(asked);
        }
        return !changes.isEmpty();
    }

    /** What one chain answers says nothing of another that is to be looked at since. */
    private synchronized void followed(PaymentWatch asked) {
        if (asked.equals(watch) && trouble != null) {
            LOG.info("the chain is followed");
            trouble = null;
        }
    }

    private synchronized void fails(@Nullable PaymentWatch asked, String words) {
        if (asked != null && asked.equals(watch)) {
            if (!words.equals(trouble)) {
                LOG.error("payments cannot be seen: {}", words);
            }
            trouble = words;
        }
    }

    @Override
    public void close() {
        observer.shutdownNow();
        PaymentWatch last = watch;
        if (last != null) {
            last.close();
        }
    }
}
