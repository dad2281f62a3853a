package io.voider.nat.rendezvous.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.server.RendezvousConfiguration;
import io.voider.nat.rendezvous.server.RendezvousServer;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link RendezvousClient#doubt}: a connection that is dead and does not say so is found out, one that lives is kept. */
class DoubtTest {
    /** Longer than a probe waits for its answer. */
    private static final long AFTER_A_PROBE_MILLIS = 3_000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    @TempDir
    private Path state;

    private RendezvousServer server;
    private FreezableWire wire;

    @BeforeEach
    void start() {
        server = RendezvousServer.start(
                RendezvousConfiguration.of(
                                state, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                        .withPorts(0, 0, 0),
                RendezvousServer.Sockets.EPOLL);
        Endpoint at = server.addresses().get(0);
        wire = new FreezableWire(group, new InetSocketAddress(InetAddress.getLoopbackAddress(), at.port()));
    }

    @AfterEach
    void stop() {
        wire.close();
        server.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Home home() {
        List<Endpoint> byWire = List.of(new Endpoint("127.0.0.1", wire.port()));
        return new Home(RendezvousClient.Settings.ofReader(byWire, server.pin()), group.next());
    }

    @Test
    void aDeadConnectionIsMadeAnew() throws Exception {
        try (Home home = home()) {
            home.await("connected");
            wire.freeze();

            home.client.doubt();

            home.await("disconnected: no answer for 2 s");
            home.await("connected");
            assertThat(wire.connections()).isEqualTo(2);
        }
    }

    /** Each wait is as long as it may be. */
    private static Backoff thatFailedOften() {
        Backoff backoff = new Backoff(new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long origin, long bound) {
                return bound - 1;
            }
        });
        for (int i = 0; i < 10; i++) {
            backoff.nextMillis(0, false);
        }
        return backoff;
    }

    /** The node's own address changed, a moment after a connection that was hard to get. */
    @Test
    void aDeadConnectionIsMadeAnewAtOnceHoweverManyFailedBefore() throws Exception {
        MockTicker clock = Ticker.newMockTicker();
        clock.advance(1, TimeUnit.SECONDS);
        BlockingQueue<Long> events = new LinkedBlockingQueue<>();
        RendezvousListener listener = (RendezvousListener) Proxy.newProxyInstance(
                RendezvousListener.class.getClassLoader(),
                new Class<?>[] {RendezvousListener.class},
                (proxy, method, arguments) -> events.add(
                        method.getName().equals("disconnected") ? (Long) arguments[arguments.length - 1] : 0L));
        Counters<IntroductionCounter> counts = new Counters<>(IntroductionCounter.class);
        EventLoop loop = group.next();
        ClientConnection connection = new ClientConnection(
                new Endpoint("127.0.0.1", wire.port()),
                loop,
                EpollSocketChannel::new,
                RendezvousClient.clientTls(server.pin()),
                new Correspondence(
                        Set.of(), Optional.empty(), Octets.of(new byte[16]), new SplittableRandom(), listener, counts),
                listener,
                thatFailedOften(),
                counts,
                clock);
        loop.submit(connection::connect).sync();
        assertThat(events.poll(Home.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("connected")
                .isZero();
        wire.freeze();

        loop.submit(() -> {
                    connection.doubt(clock.nanoTime());
                    clock.advance(AFTER_A_PROBE_MILLIS, TimeUnit.MILLISECONDS);
                    connection.tick(clock.nanoTime());
                })
                .sync();

        assertThat(events.poll(Home.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("milliseconds until the next attempt")
                .isBetween(1L, 1_000L);
        loop.submit(connection::close).sync();
    }

    @Test
    void aLiveConnectionIsKept() throws Exception {
        try (Home home = home()) {
            home.await("connected");

            home.client.doubt();

            // That nothing happens is no event: the time in which it would have happened must pass.
            group.schedule(() -> {}, AFTER_A_PROBE_MILLIS, TimeUnit.MILLISECONDS)
                    .sync();
            assertThat(wire.connections()).isEqualTo(1);
            assertThat(home.heardSoFar()).noneMatch(event -> event.startsWith("disconnected"));
        }
    }
}
