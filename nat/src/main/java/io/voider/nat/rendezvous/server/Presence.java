package io.voider.nat.rendezvous.server;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.account.AccountTable;
import io.voider.nat.rendezvous.server.Session.Watch;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.transport.count.Counters;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is up, and who has been told: owners by their accounts, readers by the hashes of their capabilities. Friends are told of
 * their owner, owners of those of their friends who are there, whenever that changes.
 *
 * <p>To tell a node can be the end of its connection, and so the beginning of more news: each round goes over a copy.
 */
final class Presence {
    /** How often the same owner, or the same capability, may be connected at once. */
    static final int MAX_CONNECTIONS_EACH = 2;

    /** Sends what a session must be told; ends a session that does not read. */
    interface Teller {
        void tell(Session session, Notice notice);
    }

    private final AccountTable accounts;
    private final int maxPerAccount;
    private final Credentials credentials;
    private final Teller teller;
    private final Counters<RendezvousCounter> counts;
    private final Map<Octets, Deque<Session>> owners = new HashMap<>();
    private final Map<Octets, Deque<Watch>> readers = new HashMap<>();
    /** How many watches are served on behalf of each account. */
    private final Map<String, Integer> served = new HashMap<>();

    /** @param maxPerAccount connections on which readers of one account are served */
    Presence(
            AccountTable accounts,
            int maxPerAccount,
            Credentials credentials,
            Teller teller,
            Counters<RendezvousCounter> counts) {
        this.accounts = accounts;
        this.maxPerAccount = maxPerAccount;
        this.credentials = credentials;
        this.teller = teller;
        this.counts = counts;
    }

    /** The owner's connections, the oldest first. */
    List<Session> ofOwner(Octets owner) {
        Deque<Session> attached = owners.get(owner);
        return attached == null ? List.of() : List.copyOf(attached);
    }

    /** The connections on which this capability is in use, the oldest first. */
    List<Watch> ofReader(Octets reader) {
        Deque<Watch> attached = readers.get(reader);
        return attached == null ? List.of() : List.copyOf(attached);
    }

    /** A connection is the owner's from now on. Gives the connection that is one too many. */
    @Nullable
    Session attach(Session session, Octets owner) {
        Deque<Session> attached = owners.computeIfAbsent(owner, fresh -> new ArrayDeque<>(2));
        attached.addLast(session);
        return attached.size() > MAX_CONNECTIONS_EACH ? attached.getFirst() : null;
    }

    /**
     * An owner has come, perhaps anew: its node is told of its friends, and they of it in any case, so that they agree on new
     * sessions.
     */
    void announce(Session session, AccountTable.Account account, long nowNanos) {
        for (Octets reader : account.readers()) {
            if (readers.containsKey(reader)) {
                counts.increment(RendezvousCounter.PRESENCE_SENT);
                teller.tell(session, new Notice.ReaderPresence(reader, true));
            }
        }
        for (Octets reader : account.readers()) {
            ofReader(reader).forEach(watch -> tell(watch, owners.containsKey(account.owner()), nowNanos));
        }
    }

    /** A connection of the owner's is gone. */
    void detach(Session session, Octets owner) {
        Deque<Session> attached = owners.get(owner);
        if (attached != null && attached.remove(session) && attached.isEmpty()) {
            owners.remove(owner);
            AccountTable.Account account = accounts.ofOwner(owner);
            if (account != null) {
                tellReaders(account.readers());
            }
        }
    }

    /**
     * A capability is in use from now on. It is told whether its owner is up in any case, with the same steps whoever that is. Of
     * too many connections the oldest loses its watch.
     */
    void attach(Watch watch, long nowNanos) {
        Deque<Watch> attached = readers.computeIfAbsent(watch.reader, fresh -> new ArrayDeque<>(2));
        attached.addLast(watch);
        if (attached.size() > MAX_CONNECTIONS_EACH) {
            Watch oldest = attached.removeFirst();
            oldest.session.watches.remove(oldest.line);
            release(oldest);
            teller.tell(oldest.session, new Notice.Presence(oldest.line, false, null));
        }
        boolean first = attached.size() == 1;
        AccountTable.Account account = accounts.ofReader(watch.reader);
        boolean up = account != null && owners.containsKey(account.owner());
        tell(watch, up, nowNanos);
        if (account != null && up && first) {
            tellOwner(account, watch.reader, true);
        }
    }

    /** A capability is no longer in use on that connection. */
    void detach(Watch watch) {
        release(watch);
        Deque<Watch> attached = readers.get(watch.reader);
        if (attached != null && attached.remove(watch) && attached.isEmpty()) {
            readers.remove(watch.reader);
            AccountTable.Account account = accounts.ofReader(watch.reader);
            if (account != null) {
                tellOwner(account, watch.reader, false);
            }
        }
    }

    /** This capability is now the account's, or belongs to no account any more. */
    void changed(AccountTable.@Nullable Account revokedBy, Octets reader) {
        tellReaders(List.of(reader));
        if (revokedBy != null && readers.containsKey(reader)) {
            tellOwner(revokedBy, reader, false);
        }
    }

    /** Tells those who use these capabilities, and the owner, what is true now; only where it has changed. */
    void tellReaders(Collection<Octets> capabilities) {
        for (Octets reader : List.copyOf(capabilities)) {
            AccountTable.Account account = accounts.ofReader(reader);
            boolean up = account != null && owners.containsKey(account.owner());
            boolean news = false;
            for (Watch watch : ofReader(reader)) {
                if (watch.told != up) {
                    news = true;
                    tell(watch, up, watch.session.heardNanos);
                }
            }
            if (news && account != null && up) {
                tellOwner(account, reader, true);
            }
        }
    }

    private void tell(Watch watch, boolean ownerUp, long nowNanos) {
        AccountTable.Account account = ownerUp ? accounts.ofReader(watch.reader) : null;
        boolean up = account != null && serve(watch, account.name());
        if (!up) {
            release(watch);
        }
        watch.told = up;
        counts.increment(RendezvousCounter.PRESENCE_SENT);
        RelayCredentials relay = up && account != null ? credentials.of(account, watch, nowNanos) : null;
        teller.tell(watch.session, new Notice.Presence(watch.line, up, relay));
    }

    /** Whether the account may have one more watch served, or has this one served already. */
    private boolean serve(Watch watch, String account) {
        if (account.equals(watch.servedFor)) {
            return true;
        }
        release(watch);
        if (served.getOrDefault(account, 0) >= maxPerAccount) {
            counts.increment(RendezvousCounter.WATCHES_REFUSED_ACCOUNT_FULL);
            return false;
        }
        served.merge(account, 1, Integer::sum);
        watch.servedFor = account;
        return true;
    }

    private void release(Watch watch) {
        if (watch.servedFor != null) {
            served.computeIfPresent(watch.servedFor, (account, count) -> count == 1 ? null : count - 1);
            watch.servedFor = null;
        }
    }

    private void tellOwner(AccountTable.Account account, Octets reader, boolean up) {
        for (Session owner : ofOwner(account.owner())) {
            counts.increment(RendezvousCounter.PRESENCE_SENT);
            teller.tell(owner, new Notice.ReaderPresence(reader, up));
        }
    }
}
