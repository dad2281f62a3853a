package io.voider.nat.rendezvous.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.rendezvous.Octets;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that waits before it is tried again does not wait when a path broke, or the machine's network is another. */
class ChangedNetworkTest {
    private static final int PATIENCE_SECONDS = 20;

    /** Every wait is a minute. */
    private static final RandomGenerator SLOW = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long origin, long bound) {
            return TimeUnit.MINUTES.toMillis(1);
        }
    };

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<Long> attempts = new LinkedBlockingQueue<>();
    private final CountDownLatch failed = new CountDownLatch(1);

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private RendezvousListener listener() {
        return (RendezvousListener) Proxy.newProxyInstance(
                RendezvousListener.class.getClassLoader(),
                new Class<?>[] {RendezvousListener.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("disconnected")) {
                        failed.countDown();
                    }
                    return null;
                });
    }

    private ClientConnection to(int port) throws Exception {
        Counters<IntroductionCounter> counts = new Counters<>(IntroductionCounter.class);
        Octets instance = Octets.of(new byte[16]);
        Correspondence nobody =
                new Correspondence(Set.of(), Optional.empty(), instance, new SecureRandom(), listener(), counts);
        return new ClientConnection(
                new Endpoint("127.0.0.1", port),
                group.next(),
                () -> {
                    attempts.add(System.nanoTime());
                    return new EpollSocketChannel();
                },
                SslContextBuilder.forClient().build(),
                nobody,
                listener(),
                new Backoff(SLOW),
                counts,
                Ticker.systemTicker());
    }

    @Test
    void whatFailedBeforeIsTriedSoon() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        ClientConnection connection = to(port);
        group.submit(connection::connect).sync();
        assertThat(failed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            group.submit(() -> connection.doubt(System.nanoTime())).sync();
            try (Socket came = server.accept()) {
                assertThat(came.isConnected()).isTrue();
            }
        } finally {
            group.submit(connection::close).sync();
        }
    }

    /** Whoever has the network may change it a thousand times a second. */
    @Test
    void howeverOftenTheNetworkChangesThereIsASecondBetweenAttempts() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        ClientConnection connection = to(port);
        group.submit(connection::connect).sync();
        assertThat(failed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        Future<?> changing = group.next()
                .scheduleAtFixedRate(() -> connection.doubt(System.nanoTime()), 0, 1, TimeUnit.MILLISECONDS);
        try {
            long before = attempt();
            for (int i = 0; i < 2; i++) {
                long next = attempt();
                assertThat(next - before).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
                before = next;
            }
        } finally {
            changing.cancel(false);
            group.submit(connection::close).sync();
        }
    }

    private long attempt() throws InterruptedException {
        Long next = attempts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("another attempt").isNotNull();
        return next;
    }
}
