package io.voider.nat.rendezvous.account;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.transport.address.Endpoint;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The operator's side of a rendezvous: adds, removes and lists nodes, whether or not the server is running; a running one
 * notices within a second. Calls block on the disk.
 */
public final class Accounts implements AutoCloseable {
    private final Path stateDirectory;
    private final List<Endpoint> addresses;
    private final AccountStore store;
    private final AccountTable table = new AccountTable();
    private final Object guard = new Object();

    private Accounts(Path stateDirectory, List<Endpoint> addresses, AccountStore store) {
        this.stateDirectory = stateDirectory;
        this.addresses = List.copyOf(addresses);
        this.store = store;
        wait(store.follow(change -> {
            synchronized (guard) {
                table.apply(change);
            }
        }));
    }

    /**
     * The accounts in a state directory.
     *
     * @param addresses of the rendezvous, for the lines that are handed to owners
     */
    public static Accounts open(Path stateDirectory, List<Endpoint> addresses) {
        return new Accounts(stateDirectory, addresses, JournalStore.in(stateDirectory));
    }

    /**
     * Adds a node; durable on return.
     *
     * @return what to hand to its owner, as {@link OwnerAccount#text()}; it cannot be shown again
     * @throws IllegalArgumentException if the name is taken or malformed
     * @throws UncheckedIOException if the server's key is lost, without which the line would be worth nothing
     */
    public OwnerAccount add(String name) {
        synchronized (guard) {
            if (table.ofName(name) != null) {
                throw new IllegalArgumentException(
                        "there is an account " + name + " already; remove it first to give it a new line");
            }
        }
        Octets pin = ServerKey.in(stateDirectory).pin();
        Octets secret = Octets.random(new SecureRandom(), OwnerAccount.SECRET_LENGTH);
        wait(store.write(List.of(new AccountChange.AccountAdded(name, secret.sha256()))));
        return new OwnerAccount(addresses, pin, secret);
    }

    /** Removes a node and all its readers; durable on return. @throws IllegalArgumentException if there is none */
    public void remove(String name) {
        synchronized (guard) {
            if (table.ofName(name) == null) {
                throw new IllegalArgumentException("there is no account " + name);
            }
        }
        wait(store.write(List.of(new AccountChange.AccountRemoved(name))));
    }

    /** The names of all accounts, oldest first. */
    public List<String> names() {
        synchronized (guard) {
            return table.names();
        }
    }

    private static void wait(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw JournalStore.unusable(failed);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
