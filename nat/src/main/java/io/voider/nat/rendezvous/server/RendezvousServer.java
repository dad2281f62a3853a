package io.voider.nat.rendezvous.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.voider.nat.Clocks;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.account.AccountChange;
import io.voider.nat.rendezvous.account.AccountStore;
import io.voider.nat.rendezvous.account.JournalStore;
import io.voider.nat.rendezvous.account.ServerKey;
import io.voider.nat.rendezvous.server.RendezvousConfiguration.Interface;
import io.voider.nat.rendezvous.signup.SignUpService;
import io.voider.nat.turn.server.Bound;
import io.voider.nat.turn.server.StunTurnServer;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import io.voider.transport.disk.FileTrouble;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running rendezvous: TLS for introductions on one event loop, STUN and TURN on a second, accounts from an
 * {@link AccountStore} on a thread of the store's, sign-up on threads of its own.
 */
public final class RendezvousServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RendezvousServer.class);
    private static final int BACKLOG = 1024;
    private static final long CLOSING_MILLIS = 5_000;

    /**
     * Where the server's sockets come from: the system's epoll, or a namespace. Each is made on the thread that calls
     * {@link #start}, relay sockets on the loop of STUN and TURN.
     */
    public record Sockets(ChannelFactory<? extends ServerChannel> tcp, ChannelFactory<? extends DatagramChannel> udp) {
        public static final Sockets EPOLL = new Sockets(EpollServerSocketChannel::new, EpollDatagramChannel::new);
    }

    private final EventLoopGroup introductions;
    private final AccountStore store;
    private final SslContext tls;
    private final StunTurnServer stun;
    private final Counters<RendezvousCounter> counts = new Counters<>(RendezvousCounter.class);
    private final List<Channel> listeners = new CopyOnWriteArrayList<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final RendezvousConfiguration configuration;
    private final RendezvousLimits limits;
    private final ServerKey key;
    private final SignUpService signUp;

    private RendezvousServer(RendezvousConfiguration configuration, AccountStore store, Sockets sockets, Clocks clocks)
            throws SSLException, InterruptedException {
        this.configuration = configuration;
        this.store = store;
        this.key = ServerKey.in(configuration.stateDirectory());
        this.tls = SslContextBuilder.forServer(key.key(), key.certificate())
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.3")
                .applicationProtocolConfig(SpokenProtocol.OFFERED)
                .build();
        this.introductions = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("voider-rendezvous", true), EpollIoHandler.newFactory());
        Relay relay = Relay.of(configuration);
        this.limits = within(OpenFiles.ofThisProcess(), configuration.limits(), relay.sockets());
        this.stun = StunTurnServer.start(relay.udp(), sockets.udp(), sockets.tcp());
        Introducer introducer = new Introducer(
                limits,
                stun.endpoints().stream().map(at -> Endpoint.of(at).text()).toList(),
                relay.issuer(stun.endpoints().get(0), clocks),
                this::write,
                counts);
        try {
            store.follow(change -> introductions.next().execute(() -> introducer.changed(change)))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException unreadable) {
            throw JournalStore.unusable(unreadable);
        }
        this.signUp = SignUpService.start(configuration.stateDirectory(), this::addresses, key.pin(), store, clocks);
        introductions.next().scheduleAtFixedRate(() -> introducer.tick(clocks.nanos()), 1, 1, TimeUnit.SECONDS);
        introductions
                .next()
                .scheduleAtFixedRate(() -> LOG.info("rendezvous counted {}", counts()), 1, 1, TimeUnit.HOURS);
        listen(introducer, sockets, clocks);
    }

    private static RendezvousLimits within(OpenFiles files, RendezvousLimits wanted, int relaySockets) {
        files.shortage(wanted.connections().altogether(), relaySockets)
                .ifPresent(shortage -> LOG.warn("rendezvous {}", shortage));
        return wanted.withMaxConnections(files.connections(relaySockets));
    }

    /**
     * Starts a rendezvous with the embedded store in its state directory. Blocks until it listens.
     *
     * @throws IllegalStateException if it cannot
     */
    public static RendezvousServer start(RendezvousConfiguration configuration, Sockets sockets) {
        return start(configuration, JournalStore.in(configuration.stateDirectory()), sockets);
    }

    /** The same with another store, which is closed with the server. */
    public static RendezvousServer start(RendezvousConfiguration configuration, AccountStore store, Sockets sockets) {
        try {
            return new RendezvousServer(configuration, store, sockets, Clocks.system());
        } catch (SSLException unusable) {
            throw new IllegalStateException("cannot set up TLS: " + FileTrouble.words(unusable), unusable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", interrupted);
        }
    }

    private void listen(Introducer introducer, Sockets sockets, Clocks clocks) throws InterruptedException {
        ConnectionAdmission admission = new ConnectionAdmission(limits, counts);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(introductions)
                .channelFactory(sockets.tcp())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ServerPipeline(
                        tls,
                        admission,
                        introducer,
                        new SignUpDoor(new SignUpRoutes(signUp), counts),
                        limits,
                        counts,
                        connections,
                        clocks.ticker()));
        int port = configuration.tlsPort();
        for (Interface at : configuration.interfaces()) {
            InetSocketAddress wanted = new InetSocketAddress(at.bind(), port);
            Channel listener = Bound.await(bootstrap.bind(wanted), "TCP", wanted);
            port = ((InetSocketAddress) listener.localAddress()).getPort();
            listeners.add(listener);
            LOG.info("rendezvous listens on {}", Endpoint.of((InetSocketAddress) listener.localAddress()));
        }
    }

    private void write(List<AccountChange> changes, Runnable whenDurable, Runnable whenFailed) {
        CompletionStage<Void> written = store.write(changes);
        written.whenComplete((nothing, failure) -> introductions.next().execute(() -> {
            if (failure != null) {
                LOG.error("cannot write {} changes of accounts: {}", changes.size(), FileTrouble.words(failure));
            }
            (failure == null ? whenDurable : whenFailed).run();
        }));
    }

    /** What nodes connect to: what stands in their lines, with the ports that were really bound. */
    public List<Endpoint> addresses() {
        List<Endpoint> addresses = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            int port = ((InetSocketAddress) listeners.get(i).localAddress()).getPort();
            addresses.add(new Endpoint(configuration.interfaces().get(i).host(), port));
        }
        return addresses;
    }

    /** SHA-256 of the server's SubjectPublicKeyInfo. */
    public Octets pin() {
        return key.pin();
    }

    /** Where STUN answers: all on the first address come first. TURN answers on the first of them. */
    public List<InetSocketAddress> stunEndpoints() {
        return stun.endpoints();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    /** What was counted until now, by name. */
    public Map<String, Long> counts() {
        Map<String, Long> all = counts.snapshot().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().label(), Map.Entry::getValue, Long::sum, TreeMap::new));
        stun.counts().forEach((name, count) -> all.put(name.label(), count));
        return all;
    }

    /** The threads that must all be alive for the server to do what it is for, by name. */
    public Map<String, Executor> threads() {
        return Map.of("introductions", introductions.next(), "relay", stun.loop());
    }

    /** Closes all connections and waits until the sockets are gone. */
    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().syncUninterruptibly());
        // Before their loop ends: a connection over TLS closes in two steps, and without the second nobody would be
        // told.
        connections.close().awaitUninterruptibly(CLOSING_MILLIS);
        introductions.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        stun.close();
        signUp.close();
        store.close();
        ReferenceCountUtil.release(tls);
    }
}
