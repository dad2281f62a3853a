package io.voider.nat.rendezvous.server;

import io.voider.nat.limit.TokenBucket;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server knows of one connection. Belongs to the {@link Introducer}. */
final class Session {
    /** The connection itself, as the pure part sees it. */
    interface Link {
        void send(Notice notice);

        /** Whether so much waits to be read by the other end that nothing more should be added. */
        boolean congested();

        /** Closes when all that was sent has gone out. */
        void close();
    }

    /** One reader's capability in use on this connection. */
    static final class Watch {
        final Session session;
        final int line;
        final Octets reader;
        final TokenBucket offers;
        final Octets instance;
        boolean told;
        /** The account on whose behalf it is served, while its owner is up. */
        @Nullable
        String servedFor;
        /** Those that were told last. */
        @Nullable
        RelayCredentials credentials;

        long credentialsDueNanos;

        Watch(Session session, int line, Octets reader, Octets instance, TokenBucket offers) {
            this.session = session;
            this.line = line;
            this.reader = reader;
            this.instance = instance;
            this.offers = offers;
        }
    }

    final Link link;
    final InetSocketAddress address;
    final TokenBucket frames;
    final long sinceNanos;
    final Map<Integer, Watch> watches = new HashMap<>(4);
    long heardNanos;
    /** When it was last known that somebody is served by this connection. */
    long usefulNanos;

    long credentialsDueNanos;
    boolean closed;
    boolean identified;
    /** The account whose owner this is, by SHA-256 of the owner's secret. */
    @Nullable
    Octets owner;
    /** Which program it is, as an owner's. */
    @Nullable
    Octets instance;
    /** What another program has taken over from this one, by line: a reader's or the account's hash. */
    final Map<Integer, Octets> superseded = new HashMap<>(2);
    /** Whether this was an owner's, or would have been. */
    boolean leftAccount;
    /** A set of readers that comes in several frames. */
    Set<Octets> readersSoFar = new HashSet<>(0);

    @Nullable
    TokenBucket ownerOffers;

    Session(Link link, InetSocketAddress address, TokenBucket frames, long nowNanos) {
        this.link = link;
        this.address = address;
        this.frames = frames;
        this.sinceNanos = nowNanos;
        this.heardNanos = nowNanos;
        this.usefulNanos = nowNanos;
    }

    /** Whether it is an owner's, or an owner is up whom it watches. */
    boolean isOfUse() {
        return owner != null || watches.values().stream().anyMatch(watch -> watch.told);
    }
}
