package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.account.JournalStore;
import io.voider.nat.rendezvous.client.Correspondent;
import io.voider.nat.rendezvous.client.Home;
import io.voider.nat.rendezvous.client.RendezvousClient;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.seal.SealingKey;
import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rendezvous that share a key and a store, and two homes that hold to both. */
class TwoRendezvousTest {
    private static final Correspondent ALICE = new Correspondent.Exchange(2);
    private static final Correspondent BOB = new Correspondent.Subscriber(2);
    private static final long BETWEEN_TRIES_MILLIS = 250;

    private final SecureRandom random = new SecureRandom();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final SealingKey key = SealingKey.random(random);
    private final ReaderCapability bob = ReaderCapability.create(key.publicKey(), random);
    private final List<RendezvousConfiguration> configurations = new ArrayList<>();
    private final List<RendezvousServer> servers = new ArrayList<>();

    @TempDir
    private Path state;

    /** Two machines with the same key, which share their accounts and nothing else. */
    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 2; i++) {
            Path machine = Files.createDirectory(state.resolve("machine" + i));
            if (i > 0) {
                Files.copy(state.resolve("machine0/server.pem"), machine.resolve("server.pem"));
            }
            RendezvousConfiguration anyPort = RendezvousConfiguration.of(
                            machine, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                    .withPorts(0, 0, 0);
            RendezvousServer server = start(anyPort);
            servers.add(server);
            configurations.add(anyPort.withPorts(server.addresses().get(0).port(), 0, 0));
        }
    }

    private RendezvousServer start(RendezvousConfiguration machine) {
        return RendezvousServer.start(
                machine, JournalStore.in(state.resolve("machine0")), RendezvousServer.Sockets.EPOLL);
    }

    @AfterEach
    void stop() {
        servers.forEach(RendezvousServer::close);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private List<Endpoint> both() {
        return servers.stream().map(server -> server.addresses().get(0)).toList();
    }

    private OwnerAccount alice() {
        try (Accounts accounts = configurations.get(0).accounts()) {
            OwnerAccount one = accounts.add("alice");
            return new OwnerAccount(both(), one.pin(), one.secret());
        }
    }

    @Test
    void eitherMayDieAndTheHomesAreNeverDownToEachOther() throws Exception {
        try (Home alice = new Home(RendezvousClient.Settings.of(alice(), key), loop);
                Home friend = new Home(
                        RendezvousClient.Settings.ofReader(
                                both(), servers.get(0).pin()),
                        loop)) {
            friend.exchanges(Map.of(2, bob));
            alice.client.subscribers(Map.of(2, bob.registration())).get(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
            friend.await(ALICE + " ready");
            alice.await(BOB + " ready");
            for (int dying = 0; dying < 2; dying++) {
                bothServersPass(alice, friend);
                servers.get(dying).close();
                awaitWithoutDown(alice, "disconnected: the rendezvous closed the connection");
                awaitWithoutDown(friend, "disconnected: the rendezvous closed the connection");

                alice.client.send(BOB, Home.text("with one, " + dying));
                awaitWithoutDown(friend, ALICE + ": with one, " + dying);
                friend.client.send(ALICE, Home.text("with one, " + dying));
                awaitWithoutDown(alice, BOB + ": with one, " + dying);

                servers.set(dying, start(configurations.get(dying)));
            }
            bothServersPass(alice, friend);
        }
    }

    /** Talks until each server has passed envelopes both ways: so both homes are at both. */
    private void bothServersPass(Home alice, Home friend) throws InterruptedException {
        List<Long> before = servers.stream().map(TwoRendezvousTest::passed).toList();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Home.PATIENCE_SECONDS);
        while (passed(servers.get(0)) < before.get(0) + 2 || passed(servers.get(1)) < before.get(1) + 2) {
            assertThat(System.nanoTime()).as("both servers pass envelopes").isLessThan(deadline);
            alice.client.send(BOB, Home.text("hello"));
            awaitWithoutDown(friend, ALICE + ": hello");
            friend.client.send(ALICE, Home.text("hello"));
            awaitWithoutDown(alice, BOB + ": hello");
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
        }
    }

    private static long passed(RendezvousServer server) {
        return server.counts().getOrDefault(RendezvousCounter.OFFERS_PASSED.label(), 0L);
    }

    private static void awaitWithoutDown(Home home, String wanted) throws InterruptedException {
        home.await(event -> {
            assertThat(event).doesNotEndWith(" down");
            return event.equals(wanted);
        });
    }
}
