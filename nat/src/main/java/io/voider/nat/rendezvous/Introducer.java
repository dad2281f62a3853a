package io.voider.nat.rendezvous;

import io.voider.nat.limit.Tally;
import io.voider.nat.limit.TokenBucket;
import io.voider.nat.rendezvous.Session.Watch;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a rendezvous knows and does, without sockets, clock or disk: connections and frames come in with the time, frames
 * go out through each {@link Session.Link}, changes of readers through a {@link Ledger}. One thread only.
 *
 * <p>A reader's capability that is unknown, revoked, or of an owner who is offline takes the same steps: the watch is
 * noted under the capability's hash, the answer is "not up", and envelopes are dropped in silence. Nothing on the wire
 * tells which of the three it is, and no step is left out that would make one of them quicker.
 *
 * <p>Owner and reader may each be connected twice at once: over two addresses of the server, or while an old connection
 * has not yet been found dead. Envelopes go to both; the receiving home takes each once.
 */
final class Introducer {
    static final int MAX_CONNECTIONS_EACH = 2;

    /** Takes changes of readers to the disk. */
    interface Ledger {
        /** Calls {@code whenDurable} on this thread after the changes were given to {@link Introducer#changed}. */
        void write(List<AccountChange> changes, Runnable whenDurable, Runnable whenFailed);
    }

    /** Makes credentials for a pseudonym; null without a relay. */
    interface RelayIssuer {
        @Nullable
        RelayCredentials issue(String pseudonym);
    }

    private final RendezvousLimits limits;
    private final List<String> stunServers;
    private final RelayIssuer relay;
    private final Ledger ledger;
    private final Tally<RendezvousCounter> counts;

    private final AccountTable accounts = new AccountTable();
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Map<Octets, Deque<Session>> owners = new HashMap<>();
    private final Map<Octets, Deque<Watch>> readers = new HashMap<>();

    Introducer(
            RendezvousLimits limits,
            List<String> stunServers,
            RelayIssuer relay,
            Ledger ledger,
            Tally<RendezvousCounter> counts) {
        this.limits = limits;
        this.stunServers = stunServers;
        this.relay = relay;
        this.ledger = ledger;
        this.counts = counts;
    }

    AccountTable accounts() {
        return accounts;
    }

    Session connected(Session.Link link, InetSocketAddress address, long nowNanos) {
        Session session = new Session(link, address, new TokenBucket(limits.framesPerConnection(), nowNanos), nowNanos);
        sessions.add(session);
        String host = address.getAddress().getHostAddress();
        link.send(new Notice.Welcome(Notice.VERSION, new ServerAddress(host, address.getPort()).text(), stunServers));
        return session;
    }

    void received(Session session, Request request, long nowNanos) {
        if (session.closed) {
            return;
        }
        session.heardNanos = nowNanos;
        if (!session.frames.take(1, nowNanos)) {
            refuse(session, Refusal.TOO_MUCH, RendezvousCounter.CLOSED_TOO_MUCH);
        } else if (request instanceof Request.Own own) {
            own(session, own, nowNanos);
        } else if (request instanceof Request.Watch watch) {
            watch(session, watch, nowNanos);
        } else if (request instanceof Request.Unwatch unwatch) {
            unwatch(session, unwatch.line());
        } else if (request instanceof Request.ToOwner offer) {
            toOwner(session, offer, nowNanos);
        } else if (request instanceof Request.ToReader answer) {
            toReader(session, answer, nowNanos);
        } else if (request instanceof Request.Readers set) {
            readers(session, set);
        } else if (request instanceof Request.Ping) {
            session.link.send(new Notice.Pong());
        }
    }

    /** Bytes came that are no frame. */
    void garbled(Session session) {
        refuse(session, Refusal.PROTOCOL, RendezvousCounter.CLOSED_PROTOCOL);
    }

    void disconnected(Session session) {
        session.closed = true;
        sessions.remove(session);
        for (Watch watch : session.watches.values()) {
            detach(watch);
        }
        session.watches.clear();
        Octets owner = session.owner;
        Deque<Session> attached = owner == null ? null : owners.get(owner);
        if (owner != null && attached != null && attached.remove(session) && attached.isEmpty()) {
            owners.remove(owner);
            AccountTable.Account account = accounts.ofOwner(owner);
            if (account != null) {
                tellReaders(account.readers());
            }
        }
    }

    /** Once a second or so: ends what is silent, renews credentials. */
    void tick(long nowNanos) {
        long identify = TimeUnit.MILLISECONDS.toNanos(limits.identifyMillis());
        long silence = TimeUnit.MILLISECONDS.toNanos(limits.silenceMillis());
        for (Session session : List.copyOf(sessions)) {
            if (!session.identified && nowNanos - session.sinceNanos > identify) {
                refuse(session, Refusal.TOO_SLOW, RendezvousCounter.CLOSED_UNIDENTIFIED);
            } else if (nowNanos - session.heardNanos > silence) {
                refuse(session, Refusal.TOO_SLOW, RendezvousCounter.CLOSED_SILENT);
            } else if (session.credentialsDueNanos != 0 && nowNanos - session.credentialsDueNanos >= 0) {
                renewCredentials(session, nowNanos);
            }
        }
    }

    /** A change is durable, whoever made it. */
    void changed(AccountChange change) {
        AccountTable.Account account = accounts.ofName(change.account());
        accounts.apply(change);
        if (change instanceof AccountChange.ReaderAdmitted admitted) {
            tellReaders(List.of(admitted.reader()));
        } else if (change instanceof AccountChange.ReaderRevoked revoked) {
            tellReaders(List.of(revoked.reader()));
            if (account != null && readers.containsKey(revoked.reader())) {
                tellOwner(account, revoked.reader(), false);
            }
        } else if (change instanceof AccountChange.AccountRemoved && account != null) {
            for (Session session : List.copyOf(owners.getOrDefault(account.owner(), new ArrayDeque<>()))) {
                refuse(session, Refusal.ACCOUNT_REMOVED, RendezvousCounter.CLOSED_UNKNOWN_ACCOUNT);
            }
            tellReaders(account.readers());
        }
    }

    private void own(Session session, Request.Own own, long nowNanos) {
        AccountTable.Account account = accounts.ofOwner(own.secret().sha256());
        if (account == null) {
            refuse(session, Refusal.UNKNOWN_ACCOUNT, RendezvousCounter.CLOSED_UNKNOWN_ACCOUNT);
            return;
        }
        if (session.owner != null) {
            garbled(session);
            return;
        }
        session.identified = true;
        session.owner = account.owner();
        session.ownerOffers = new TokenBucket(limits.offersPerOwner(), nowNanos);
        Deque<Session> attached = owners.computeIfAbsent(account.owner(), fresh -> new ArrayDeque<>(2));
        attached.addLast(session);
        if (attached.size() > MAX_CONNECTIONS_EACH) {
            refuse(attached.getFirst(), Refusal.REPLACED, RendezvousCounter.CLOSED_REPLACED);
        }
        session.link.send(new Notice.Owned(credentials(session, "o-" + account.name(), nowNanos)));
        for (Octets reader : account.readers()) {
            if (readers.containsKey(reader)) {
                session.link.send(new Notice.ReaderPresence(reader, true));
                counts.increment(RendezvousCounter.PRESENCE_SENT);
            }
        }
        announce(account.readers(), nowNanos);
    }

    private void watch(Session session, Request.Watch request, long nowNanos) {
        session.identified = true;
        unwatch(session, request.line());
        Octets reader = request.secret().sha256();
        Watch watch = new Watch(session, request.line(), reader, new TokenBucket(limits.offersPerReader(), nowNanos));
        session.watches.put(watch.line, watch);
        Deque<Watch> attached = readers.computeIfAbsent(reader, fresh -> new ArrayDeque<>(2));
        attached.addLast(watch);
        if (attached.size() > MAX_CONNECTIONS_EACH) {
            Watch oldest = attached.removeFirst();
            oldest.session.watches.remove(oldest.line);
            oldest.session.link.send(new Notice.Presence(oldest.line, false, null));
        }
        AccountTable.Account account = accounts.ofReader(reader);
        boolean up = account != null && owners.containsKey(account.owner());
        tell(watch, up, nowNanos);
        if (account != null && up && attached.size() == 1) {
            tellOwner(account, reader, true);
        }
    }

    private void unwatch(Session session, int line) {
        Watch watch = session.watches.remove(line);
        if (watch != null) {
            detach(watch);
        }
    }

    private void detach(Watch watch) {
        Deque<Watch> attached = readers.get(watch.reader);
        if (attached != null && attached.remove(watch) && attached.isEmpty()) {
            readers.remove(watch.reader);
            AccountTable.Account account = accounts.ofReader(watch.reader);
            if (account != null) {
                tellOwner(account, watch.reader, false);
            }
        }
    }

    private void toOwner(Session session, Request.ToOwner offer, long nowNanos) {
        Watch watch = session.watches.get(offer.line());
        if (watch == null || !watch.offers.take(1, nowNanos)) {
            counts.increment(
                    watch == null ? RendezvousCounter.OFFERS_DROPPED_NOBODY : RendezvousCounter.OFFERS_DROPPED_RATE);
            return;
        }
        AccountTable.Account account = accounts.ofReader(watch.reader);
        Deque<Session> to = account == null ? null : owners.get(account.owner());
        Notice notice = new Notice.FromReader(watch.reader, offer.envelope());
        pass(to == null ? List.of() : to, target -> target.link.send(notice));
    }

    private void toReader(Session session, Request.ToReader answer, long nowNanos) {
        if (session.owner == null || session.ownerOffers == null || !session.ownerOffers.take(1, nowNanos)) {
            counts.increment(RendezvousCounter.OFFERS_DROPPED_RATE);
            return;
        }
        AccountTable.Account account = accounts.ofOwner(session.owner);
        if (account == null || !account.readers().contains(answer.reader())) {
            counts.increment(RendezvousCounter.OFFERS_DROPPED_NOBODY);
            return;
        }
        List<Session> to = new ArrayList<>(MAX_CONNECTIONS_EACH);
        Map<Session, Integer> lines = new HashMap<>(4);
        for (Watch watch : readers.getOrDefault(answer.reader(), new ArrayDeque<>(0))) {
            to.add(watch.session);
            lines.put(watch.session, watch.line);
        }
        pass(to, target -> target.link.send(new Notice.FromOwner(lines.getOrDefault(target, 0), answer.envelope())));
    }

    private void pass(Collection<Session> to, Consumer<Session> send) {
        if (to.isEmpty()) {
            counts.increment(RendezvousCounter.OFFERS_DROPPED_NOBODY);
        }
        for (Session target : List.copyOf(to)) {
            if (target.link.congested()) {
                counts.increment(RendezvousCounter.OFFERS_DROPPED_SLOW);
            } else {
                counts.increment(RendezvousCounter.OFFERS_PASSED);
                send.accept(target);
            }
        }
    }

    private void readers(Session session, Request.Readers set) {
        AccountTable.Account account = session.owner == null ? null : accounts.ofOwner(session.owner);
        session.readersSoFar.addAll(set.readers());
        if (account == null || session.readersSoFar.size() > limits.maxReaders()) {
            refuse(session, Refusal.TOO_MUCH, RendezvousCounter.CLOSED_TOO_MUCH);
            return;
        }
        if (set.more()) {
            return;
        }
        Set<Octets> wanted = session.readersSoFar;
        session.readersSoFar = new HashSet<>(0);
        List<AccountChange> changes = new ArrayList<>();
        for (Octets reader : account.readers()) {
            if (!wanted.contains(reader)) {
                changes.add(new AccountChange.ReaderRevoked(account.name(), reader));
            }
        }
        for (Octets reader : wanted) {
            if (!account.readers().contains(reader)) {
                changes.add(new AccountChange.ReaderAdmitted(account.name(), reader));
            }
        }
        Runnable done = () -> send(session, new Notice.Done(set.request()));
        if (changes.isEmpty()) {
            done.run();
        } else {
            ledger.write(changes, done, () -> refuse(session, Refusal.DISK, RendezvousCounter.ACCOUNTS_WRITE_FAILED));
        }
    }

    /** Tells those who use these capabilities, and the owner, what is true now; only where it has changed. */
    private void tellReaders(Collection<Octets> capabilities) {
        for (Octets reader : capabilities) {
            AccountTable.Account account = accounts.ofReader(reader);
            boolean up = account != null && owners.containsKey(account.owner());
            Deque<Watch> attached = readers.get(reader);
            if (attached == null) {
                continue;
            }
            boolean news = false;
            for (Watch watch : attached) {
                if (watch.told != up) {
                    news = true;
                    tell(watch, up, watch.session.heardNanos);
                }
            }
            if (account != null && up && news) {
                tellOwner(account, reader, true);
            }
        }
    }

    /** The owner is up, or up anew: readers are told in any case, so that they agree on new sessions with him. */
    private void announce(Collection<Octets> capabilities, long nowNanos) {
        for (Octets reader : capabilities) {
            Deque<Watch> attached = readers.get(reader);
            if (attached != null) {
                attached.forEach(watch -> tell(watch, true, nowNanos));
            }
        }
    }

    private void tell(Watch watch, boolean up, long nowNanos) {
        watch.told = up;
        counts.increment(RendezvousCounter.PRESENCE_SENT);
        if (up && (watch.credentials == null || nowNanos - watch.credentialsDueNanos >= 0)) {
            watch.credentials = credentials(watch.session, pseudonym(watch), nowNanos);
            watch.credentialsDueNanos = watch.session.credentialsDueNanos;
        }
        send(watch.session, new Notice.Presence(watch.line, up, up ? watch.credentials : null));
    }

    private static String pseudonym(Watch watch) {
        return "r-" + watch.reader.text().substring(0, 22);
    }

    private void tellOwner(AccountTable.Account account, Octets reader, boolean up) {
        for (Session owner : List.copyOf(owners.getOrDefault(account.owner(), new ArrayDeque<>(0)))) {
            counts.increment(RendezvousCounter.PRESENCE_SENT);
            send(owner, new Notice.ReaderPresence(reader, up));
        }
    }

    private @Nullable RelayCredentials credentials(Session session, String pseudonym, long nowNanos) {
        RelayCredentials credentials = relay.issue(pseudonym);
        if (credentials != null) {
            session.credentialsDueNanos = nowNanos + TimeUnit.SECONDS.toNanos(credentials.lifetimeSeconds()) / 2;
        }
        return credentials;
    }

    private void renewCredentials(Session session, long nowNanos) {
        session.credentialsDueNanos = 0;
        AccountTable.Account account = session.owner == null ? null : accounts.ofOwner(session.owner);
        String pseudonym = account != null
                ? "o-" + account.name()
                : session.watches.values().stream()
                        .filter(watch -> watch.told)
                        .findAny()
                        .map(Introducer::pseudonym)
                        .orElse(null);
        RelayCredentials credentials = pseudonym == null ? null : credentials(session, pseudonym, nowNanos);
        if (credentials != null) {
            send(session, new Notice.Relay(credentials));
        }
    }

    /** Sends what the other end must know; if it does not read, it is gone. */
    private void send(Session session, Notice notice) {
        if (session.closed) {
            return;
        }
        if (session.link.congested()) {
            refuse(session, Refusal.TOO_SLOW, RendezvousCounter.CLOSED_SLOW);
        } else {
            session.link.send(notice);
        }
    }

    private void refuse(Session session, Refusal reason, RendezvousCounter counter) {
        if (session.closed) {
            return;
        }
        counts.increment(counter);
        session.closed = true;
        session.link.send(new Notice.Refused(reason));
        session.link.close();
        disconnected(session);
    }
}
