package io.voider.nat.rendezvous.server;

import io.voider.nat.limit.TokenBucket;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.account.AccountChange;
import io.voider.nat.rendezvous.account.AccountTable;
import io.voider.nat.rendezvous.server.Session.Watch;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.Refusal;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a rendezvous does, without sockets, clock or disk: connections and frames come in with the time, frames go out through
 * each {@link Session.Link}, changes of readers through a {@link Ledger}. Who may reach whom is in {@link AccountTable}, who is
 * up in {@link Presence}. One thread only.
 *
 * <p>A reader's capability that is unknown, revoked, or of an owner who is offline takes the same steps: the watch is
 * noted under the capability's hash, the answer is "not up", and envelopes are dropped in silence. A connection on which no
 * owner is up for a while ends, whichever of the three is the reason. Nothing on the wire tells which it is, and no step is
 * left out that would make one of them quicker.
 *
 * <p>Owner and reader may each be connected twice at once: over two addresses of the server, or while an old connection
 * has not yet been found dead. Envelopes go to both; the receiving home takes each once.
 */
final class Introducer {
    /** Takes changes of readers to the disk. */
    interface Ledger {
        /** Calls {@code whenDurable} on this thread after the changes were given to {@link Introducer#changed}. */
        void write(List<AccountChange> changes, Runnable whenDurable, Runnable whenFailed);
    }

    private final RendezvousLimits limits;
    private final List<String> stunServers;
    private final Ledger ledger;
    private final Counters<RendezvousCounter> counts;

    private final AccountTable accounts = new AccountTable();
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Credentials credentials;
    private final Presence presence;
    private final ToldTwice toldTwice = new ToldTwice();

    Introducer(
            RendezvousLimits limits,
            List<String> stunServers,
            Credentials.Issuer relay,
            Ledger ledger,
            Counters<RendezvousCounter> counts) {
        this.limits = limits;
        this.stunServers = stunServers;
        this.ledger = ledger;
        this.counts = counts;
        this.credentials = new Credentials(relay);
        this.presence = new Presence(accounts, limits.connections().perAccount(), credentials, this::tell, counts);
    }

    AccountTable accounts() {
        return accounts;
    }

    Session connected(Session.Link link, InetSocketAddress address, long nowNanos) {
        Session session = new Session(link, address, new TokenBucket(limits.framesPerConnection(), nowNanos), nowNanos);
        sessions.add(session);
        link.send(new Notice.Welcome(Notice.VERSION, Endpoint.of(address).text(), stunServers));
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
        } else if (request instanceof Request.Yielded yielded) {
            yielded(session, yielded.line(), nowNanos);
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
        session.watches.values().forEach(presence::detach);
        session.watches.clear();
        if (session.owner != null) {
            presence.detach(session, session.owner);
        }
    }

    /** Once a second or so: ends what is silent, renews credentials. */
    void tick(long nowNanos) {
        long identify = TimeUnit.MILLISECONDS.toNanos(limits.patience().identifyMillis());
        long silence = TimeUnit.MILLISECONDS.toNanos(limits.patience().silenceMillis());
        long idle = TimeUnit.MILLISECONDS.toNanos(limits.patience().idleMillis());
        for (Session session : List.copyOf(sessions)) {
            if (session.isOfUse()) {
                session.usefulNanos = nowNanos;
            }
            if (!session.identified && nowNanos - session.sinceNanos > identify) {
                refuse(session, Refusal.TOO_SLOW, RendezvousCounter.CLOSED_UNIDENTIFIED);
            } else if (nowNanos - session.heardNanos > silence) {
                refuse(session, Refusal.TOO_SLOW, RendezvousCounter.CLOSED_SILENT);
            } else if (nowNanos - session.usefulNanos > idle) {
                refuse(session, Refusal.IDLE, RendezvousCounter.CLOSED_IDLE);
            } else if (credentials.areDue(session, nowNanos)) {
                RelayCredentials fresh = credentials.renew(session, accounts, nowNanos);
                if (fresh != null) {
                    tell(session, new Notice.Relay(fresh));
                }
            }
        }
    }

    /** A change is durable, whoever made it. */
    void changed(AccountChange change) {
        AccountTable.Account account = accounts.ofName(change.account());
        accounts.apply(change);
        if (change instanceof AccountChange.ReaderAdmitted admitted) {
            presence.changed(null, admitted.reader());
        } else if (change instanceof AccountChange.ReaderRevoked revoked) {
            presence.changed(account, revoked.reader());
        } else if (change instanceof AccountChange.AccountRemoved && account != null) {
            for (Session session : presence.ofOwner(account.owner())) {
                refuse(session, Refusal.ACCOUNT_REMOVED, RendezvousCounter.CLOSED_UNKNOWN_ACCOUNT);
            }
            presence.tellReaders(account.readers());
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
        List<Session> before = presence.ofOwner(account.owner());
        if (before.stream().anyMatch(other -> isLater(other.instance, own.instance()))) {
            supersede(session, Request.ACCOUNT, account.owner());
            return;
        }
        session.owner = account.owner();
        session.instance = own.instance();
        session.ownerOffers = new TokenBucket(limits.offersPerOwner(), nowNanos);
        Session tooMany = presence.attach(session, account.owner());
        for (Session other : before) {
            if (isLater(own.instance(), other.instance)) {
                presence.detach(other, account.owner());
                other.owner = null;
                supersede(other, Request.ACCOUNT, account.owner());
            } else if (other == tooMany) {
                refuse(other, Refusal.REPLACED, RendezvousCounter.CLOSED_REPLACED);
            }
        }
        tell(session, new Notice.Owned(credentials.of(account, session, nowNanos)));
        presence.announce(session, account, nowNanos);
    }

    private static boolean isLater(@Nullable Octets one, @Nullable Octets other) {
        return one != null && other != null && one.isAfter(other);
    }

    /** Another program, which was started later, has what this one shows the secret of. */
    private void supersede(Session session, int line, Octets secret) {
        session.superseded.put(line, secret);
        session.leftAccount |= line == Request.ACCOUNT;
        tell(session, new Notice.Superseded(line));
    }

    /** The program that was superseded lives: so there are two, and all who are concerned are to know, but not again and again. */
    private void yielded(Session session, int line, long nowNanos) {
        Octets secret = session.superseded.remove(line);
        if (secret == null || !toldTwice.isDue(secret, nowNanos)) {
            return;
        }
        counts.increment(RendezvousCounter.SECRETS_USED_TWICE);
        if (line == Request.ACCOUNT) {
            presence.ofOwner(secret).forEach(owner -> pass(owner, new Notice.UsedTwice(Request.ACCOUNT)));
            return;
        }
        presence.ofReader(secret).forEach(watch -> pass(watch.session, new Notice.UsedTwice(watch.line)));
        AccountTable.Account account = accounts.ofReader(secret);
        if (account != null) {
            presence.ofOwner(account.owner()).forEach(owner -> pass(owner, new Notice.ReaderUsedTwice(secret)));
        }
    }

    private void watch(Session session, Request.Watch request, long nowNanos) {
        session.identified = true;
        unwatch(session, request.line());
        Octets reader = request.secret().sha256();
        List<Watch> before = presence.ofReader(reader);
        if (before.stream().anyMatch(other -> isLater(other.instance, request.instance()))) {
            supersede(session, request.line(), reader);
            return;
        }
        Watch watch = new Watch(
                session,
                request.line(),
                reader,
                request.instance(),
                new TokenBucket(limits.offersPerReader(), nowNanos));
        session.watches.put(watch.line, watch);
        presence.attach(watch, nowNanos);
        for (Watch other : before) {
            if (isLater(watch.instance, other.instance)) {
                unwatch(other.session, other.line);
                supersede(other.session, other.line, reader);
            }
        }
    }

    private void unwatch(Session session, int line) {
        Watch watch = session.watches.remove(line);
        if (watch != null) {
            presence.detach(watch);
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
        List<Session> owners = account == null ? List.of() : presence.ofOwner(account.owner());
        Notice notice = new Notice.FromReader(watch.reader, offer.envelope());
        owners.forEach(owner -> pass(owner, notice));
        countIfNone(owners);
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
        List<Watch> watches = presence.ofReader(answer.reader());
        watches.forEach(watch -> pass(watch.session, new Notice.FromOwner(watch.line, answer.envelope())));
        countIfNone(watches);
    }

    private void countIfNone(List<?> receivers) {
        if (receivers.isEmpty()) {
            counts.increment(RendezvousCounter.OFFERS_DROPPED_NOBODY);
        }
    }

    /** Sends what may get lost: to one who does not read, it does. */
    private void pass(Session target, Notice envelope) {
        if (target.link.congested()) {
            counts.increment(RendezvousCounter.OFFERS_DROPPED_SLOW);
        } else {
            counts.increment(RendezvousCounter.OFFERS_PASSED);
            target.link.send(envelope);
        }
    }

    private void readers(Session session, Request.Readers set) {
        if (session.owner == null && session.leftAccount) {
            return; // it says whom it had invited, and does not know yet that the account is another's
        }
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
        List<AccountChange> changes = account.changesToHave(wanted);
        Runnable done = () -> tell(session, new Notice.Done(set.request()));
        if (changes.isEmpty()) {
            done.run();
        } else {
            ledger.write(changes, done, () -> refuse(session, Refusal.DISK, RendezvousCounter.ACCOUNTS_WRITE_FAILED));
        }
    }

    /** Sends what the other end must know; if it does not read, it is gone. */
    private void tell(Session session, Notice notice) {
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
