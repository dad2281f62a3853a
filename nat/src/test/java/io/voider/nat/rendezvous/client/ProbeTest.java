package io.voider.nat.rendezvous.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.nat.rendezvous.server.RendezvousConfiguration;
import io.voider.nat.rendezvous.server.RendezvousServer;
import io.voider.transport.address.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link RendezvousClient#probe}: a connection that is dead and does not say so is found out, one that lives is kept. */
class ProbeTest {
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

            home.client.probe();

            home.await("disconnected: no answer for 2 s");
            home.await("connected");
            assertThat(wire.connections()).isEqualTo(2);
        }
    }

    @Test
    void aLiveConnectionIsKept() throws Exception {
        try (Home home = home()) {
            home.await("connected");

            home.client.probe();

            // That nothing happens is no event: the time in which it would have happened must pass.
            group.schedule(() -> {}, AFTER_A_PROBE_MILLIS, TimeUnit.MILLISECONDS)
                    .sync();
            assertThat(wire.connections()).isEqualTo(1);
            assertThat(home.heardSoFar()).noneMatch(event -> event.startsWith("disconnected"));
        }
    }
}
