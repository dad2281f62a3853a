package io.voider.nat.rendezvous.account;

import java.io.Closeable;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Where the accounts live. The rendezvous keeps all of them in memory and never reads here while it serves; the store
 * brings them in, writes changes, and tells of changes that others (the operator's command, another rendezvous that
 * shares the store) have made.
 */
public interface AccountStore extends Closeable {
    /**
     * Reports every change there ever was that still matters, in order, then every later one, whoever made it, on a thread
     * of the store. To be called once, before {@link #write}.
     */
    CompletionStage<Void> follow(Consumer<AccountChange> observer);

    /**
     * Writes changes, all or none. Completes when they are durable and have been reported to the observer; fails, with
     * nothing reported, if they are not.
     */
    CompletionStage<Void> write(List<AccountChange> changes);

    /** Ends following; what was written stays. */
    @Override
    void close();
}
