package io.voider.nat.rendezvous.client;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.PinnedTrust;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.seal.ReaderRegistration;
import io.voider.nat.rendezvous.seal.SealedSession;
import io.voider.nat.rendezvous.seal.SealingKey;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import io.voider.transport.disk.FileTrouble;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * A node's hold on one rendezvous: a connection to each of its one or two addresses, kept up for as long as the client is
 * open. The node is there as an owner (friends reach it), as a reader of exchanges that it joined, or both.
 *
 * <p>All methods may be called from any thread; they do their work on the client's event loop, where the listener is
 * called too. Opening and sealing an envelope takes up to a few milliseconds on a small machine: give the client another
 * event loop than the one that carries media.
 */
public final class RendezvousClient implements AutoCloseable {
    private static final long TICK_MILLIS = 250;

    /**
     * What makes a node an owner.
     *
     * @param secret from the operator's line
     * @param key the node's own sealing key, which the rendezvous never sees
     */
    public record Owner(Octets secret, SealingKey key) {}

    /**
     * Which rendezvous.
     *
     * @param addresses one or two
     * @param pin SHA-256 of the server's SubjectPublicKeyInfo
     * @param owner absent for a node that has only joined exchanges there
     */
    public record Settings(List<Endpoint> addresses, Octets pin, Optional<Owner> owner) {
        public Settings {
            addresses = List.copyOf(addresses);
            pin.requireLength(32, "pin");
            if (addresses.isEmpty() || addresses.size() > 2) {
                throw new IllegalArgumentException("a rendezvous has one or two addresses, not " + addresses.size());
            }
        }

        /** The owner of an account, with the owner's sealing key. */
        public static Settings of(OwnerAccount account, SealingKey key) {
            return new Settings(account.addresses(), account.pin(), Optional.of(new Owner(account.secret(), key)));
        }

        /** A reader only. */
        public static Settings ofReader(List<Endpoint> addresses, Octets pin) {
            return new Settings(addresses, pin, Optional.empty());
        }
    }

    private final EventLoop loop;
    private final Ticker clock;
    private final SslContext tls;
    private final Correspondence correspondence;
    private final List<ClientConnection> connections = new ArrayList<>();
    private final ScheduledFuture<?> ticking;

    private RendezvousClient(
            Settings settings,
            Octets instance,
            EventLoop loop,
            ChannelFactory<? extends SocketChannel> sockets,
            RendezvousListener listener,
            Counters<IntroductionCounter> counts,
            Ticker clock) {
        this.loop = loop;
        this.clock = clock;
        this.tls = clientTls(settings.pin());
        SecureRandom random = new SecureRandom();
        Set<InetAddress> literals = settings.addresses().stream()
                .filter(Endpoint::isLiteral)
                .map(address -> address.literal().getAddress())
                .collect(Collectors.toUnmodifiableSet());
        this.correspondence = new Correspondence(literals, settings.owner(), instance, random, listener, counts);
        for (Endpoint address : settings.addresses()) {
            connections.add(new ClientConnection(
                    address, loop, sockets, tls, correspondence, listener, new Backoff(random), counts, clock));
        }
        this.ticking = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts to connect, and goes on until {@link #close}.
     *
     * @param instance of this program, see {@link Request#instance}
     * @param sockets makes the TCP sockets, in whichever namespace; called on the event loop
     * @param counts written on the event loop
     */
    public static RendezvousClient start(
            Settings settings,
            Octets instance,
            EventLoop loop,
            ChannelFactory<? extends SocketChannel> sockets,
            RendezvousListener listener,
            Counters<IntroductionCounter> counts) {
        RendezvousClient client =
                new RendezvousClient(settings, instance, loop, sockets, listener, counts, Ticker.systemTicker());
        loop.execute(() -> client.connections.forEach(ClientConnection::connect));
        return client;
    }

    static SslContext clientTls(Octets pin) {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL_REFCNT)
                    .protocols("TLSv1.3")
                    .trustManager(new PinnedTrust(pin, "the line or invitation"))
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException unusable) {
            throw new IllegalStateException("cannot set up TLS: " + FileTrouble.words(unusable), unusable);
        }
    }

    /**
     * Makes these the friends who may reach this node, by subscriber number, and revokes every other. The future completes
     * when a rendezvous has that on its disk, which is once it is connected.
     */
    public CompletableFuture<Void> subscribers(Map<Integer, ReaderRegistration> friends) {
        Map<Integer, ReaderRegistration> wanted = Map.copyOf(friends);
        CompletableFuture<Void> durable = new CompletableFuture<>();
        onLoop(() -> correspondence.subscribers(wanted, () -> durable.complete(null)));
        return durable;
    }

    /** Makes these the exchanges that this node watches, by index (0 to 511), in place of all before. */
    public void exchanges(Map<Integer, ReaderCapability> joined) {
        Map<Integer, ReaderCapability> wanted = Map.copyOf(joined);
        onLoop(() -> correspondence.exchanges(wanted, clock.nanoTime()));
    }

    /**
     * Seals a payload for the other end and sends it in the current session, or in the next one if there is none; of those
     * that wait, the oldest beyond 8 are dropped. Does nothing for a correspondent that this client does not know.
     *
     * @param payload 1 to 1024 bytes
     */
    public void send(Correspondent who, Octets payload) {
        if (payload.length() == 0 || payload.length() > SealedSession.MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "a payload has 1 to " + SealedSession.MAX_PAYLOAD + " bytes, not " + payload.length());
        }
        onLoop(() -> correspondence.send(who, payload));
    }

    /**
     * Makes sure of the connections: one that does not answer within two seconds is made anew, and one that waits for its next
     * attempt waits no longer. For whoever needs the rendezvous now, or has reason to think that this node's network has changed: a
     * connection from an old address is dead and does not say so, and what failed before says nothing.
     */
    public void doubt() {
        onLoop(() -> connections.forEach(connection -> connection.doubt(clock.nanoTime())));
    }

    private void tick() {
        long now = clock.nanoTime();
        correspondence.tick(now);
        connections.forEach(connection -> connection.tick(now));
    }

    private void onLoop(Runnable work) {
        if (loop.inEventLoop()) {
            work.run();
        } else {
            try {
                loop.execute(work);
            } catch (RejectedExecutionException shutDown) {
                throw new IllegalStateException("the client's event loop has been shut down", shutDown);
            }
        }
    }

    /** Closes the connections and tries no more; what was established through them goes on. */
    @Override
    public void close() {
        ticking.cancel(false);
        onLoop(() -> {
            connections.forEach(ClientConnection::close);
            loop.execute(() -> ReferenceCountUtil.release(tls));
        });
    }
}
