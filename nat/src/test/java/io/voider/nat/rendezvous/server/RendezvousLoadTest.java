package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContext;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.client.Node;
import io.voider.nat.rendezvous.seal.Sealer;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.Request;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many nodes at one rendezvous that has one core: memory, time of offers, time of presence. */
class RendezvousLoadTest {
    private static final Octets INSTANCE = Octets.of(new byte[Request.INSTANCE_LENGTH]);
    private static final int WATCHERS = 253;
    private static final int AT_ONCE = 64;

    @TempDir
    Path directory;

    @Test
    void aFewHundredNodesAreServedPromptly() throws Exception {
        measure(2, 200, 5, 10, new Bounds(1024, 5000, 5000));
    }

    @Test
    @Tag("soak")
    void twentyThousandNodesOnOneCoreInOneGibibyte() throws Exception {
        // 19,812 connections: the most that fit below a hard limit of 20,000 open files.
        ServerProgram.offItsCore(() -> measure(78, 1000, 60, 50, new Bounds(1024, 20, 50)));
    }

    private record Bounds(long residentMebibytes, double offerP99Millis, double presenceP99Millis) {}

    private void measure(int owners, int offersPerSecond, int seconds, int changes, Bounds bounds) throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        List<OwnerAccount> accounts = accounts(state, owners);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        try (ServerProgram server = ServerProgram.start(state, ServerProgram.Variant.CROWDED, List.of())) {
            Population people = new Population(group, server, accounts);
            people.connectAll();
            long resident = server.residentMebibytes();
            Latencies warmUp = people.offers(offersPerSecond, seconds / 4 + 1);
            Latencies offers = people.offers(offersPerSecond, seconds);
            people.presence(changes);
            Latencies presence = people.presence(changes);
            System.out.printf(
                    "%d nodes: %d MiB resident after connecting, %d MiB at the end%n"
                            + "  offers at %d/s: %s (warm-up: %s)%n  presence to %d watchers: %s%n",
                    people.count(),
                    resident,
                    server.residentMebibytes(),
                    offersPerSecond,
                    offers,
                    warmUp,
                    WATCHERS,
                    presence);
            assertThat(offers.count()).isEqualTo(offersPerSecond * seconds);
            assertThat(server.residentMebibytes()).isLessThanOrEqualTo(bounds.residentMebibytes);
            assertThat(offers.millis(0.99)).isLessThanOrEqualTo(bounds.offerP99Millis);
            assertThat(presence.millis(0.99)).isLessThanOrEqualTo(bounds.presenceP99Millis);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static List<OwnerAccount> accounts(Path state, int owners) {
        List<OwnerAccount> lines = new ArrayList<>();
        RendezvousConfiguration configuration = RendezvousConfiguration.of(
                state, List.of(RendezvousConfiguration.Interface.on(java.net.InetAddress.getLoopbackAddress())));
        try (Accounts accounts = configuration.accounts()) {
            for (int i = 0; i < owners; i++) {
                lines.add(accounts.add("owner-" + i));
            }
        }
        return lines;
    }

    /** Owners with {@value #WATCHERS} readers each. */
    private static final class Population {
        private final EventLoopGroup group;
        private final ServerProgram server;
        private final SslContext tls;
        private final List<OwnerAccount> accounts;
        private final List<Node> ownerNodes = new ArrayList<>();
        private final List<Node> readerNodes = new ArrayList<>();
        private final SplittableRandom dice = new SplittableRandom(3);
        private volatile Latencies arrived = new Latencies();
        private volatile Latencies changed = new Latencies();
        private volatile long changedAt;
        private @Nullable Node current;
        private volatile CountDownLatch told = new CountDownLatch(0);

        Population(EventLoopGroup group, ServerProgram server, List<OwnerAccount> accounts) throws Exception {
            this.group = group;
            this.server = server;
            this.accounts = accounts;
            this.tls = Node.tls(server.pin);
        }

        int count() {
            return ownerNodes.size() + readerNodes.size();
        }

        void connectAll() throws Exception {
            SecureRandom random = new SecureRandom();
            List<Octets> secrets = new ArrayList<>();
            for (OwnerAccount account : accounts) {
                List<Octets> hashes = new ArrayList<>();
                for (int i = 0; i < WATCHERS; i++) {
                    Octets secret = Octets.random(random, 32);
                    secrets.add(secret);
                    hashes.add(secret.sha256());
                }
                ownerNodes.add(own(account, hashes));
            }
            told = new CountDownLatch(secrets.size());
            Semaphore pace = new Semaphore(AT_ONCE);
            List<CompletableFuture<Node>> connecting = new ArrayList<>();
            for (int i = 0; i < secrets.size(); i++) {
                boolean watchesTheFirst = i < WATCHERS;
                pace.acquire();
                Request.Watch watch = new Request.Watch(0, secrets.get(i), INSTANCE);
                CompletableFuture<Node> node =
                        Node.connect(group, tls, server.tls, (notice, length) -> heard(notice, watchesTheFirst));
                connecting.add(node);
                node.whenComplete((connected, failure) -> {
                    pace.release();
                    if (connected != null) {
                        connected.send(watch);
                    }
                });
            }
            for (CompletableFuture<Node> node : connecting) {
                readerNodes.add(node.get(60, TimeUnit.SECONDS));
            }
            assertThat(told.await(120, TimeUnit.SECONDS))
                    .as("every reader sees its owner")
                    .isTrue();
        }

        private Node own(OwnerAccount account, List<Octets> hashes) throws Exception {
            CountDownLatch done = new CountDownLatch(1);
            Node node = Node.connect(group, tls, server.tls, (notice, length) -> {
                        if (notice instanceof Notice.Done) {
                            done.countDown();
                        } else if (notice instanceof Notice.FromReader offer) {
                            arrived.add(System.nanoTime()
                                    - ByteBuffer.wrap(offer.envelope().toBytes())
                                            .getLong());
                        }
                    })
                    .get(60, TimeUnit.SECONDS);
            node.send(new Request.Own(account.secret(), INSTANCE));
            for (int from = 0; from < hashes.size(); from += Request.MAX_READERS_PER_FRAME) {
                int to = Math.min(from + Request.MAX_READERS_PER_FRAME, hashes.size());
                node.send(new Request.Readers(1, to < hashes.size(), hashes.subList(from, to)));
            }
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
            return node;
        }

        private void heard(Notice notice, boolean watchesTheFirst) {
            if (notice instanceof Notice.Presence presence) {
                if (presence.up() && changedAt == 0) {
                    told.countDown();
                } else if (watchesTheFirst && changedAt != 0) {
                    changed.add(System.nanoTime() - changedAt);
                    told.countDown();
                }
            }
        }

        /** Readers, taken at random, send envelopes at an even rate. */
        Latencies offers(int perSecond, int seconds) throws InterruptedException {
            arrived = new Latencies();
            int total = perSecond * seconds;
            byte[] envelope = new byte[Sealer.ENVELOPE_LENGTH];
            long start = System.nanoTime();
            int first = dice.nextInt(readerNodes.size());
            for (int i = 0; i < total; i++) {
                long due = start + i * 1_000_000_000L / perSecond;
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                ByteBuffer.wrap(envelope).putLong(System.nanoTime());
                // Each in turn, with a stride, so that nobody passes their own limit.
                Node reader = readerNodes.get((int) ((first + i * 7919L) % readerNodes.size()));
                reader.send(new Request.ToOwner(0, Octets.of(envelope)));
            }
            long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (arrived.count() < total && System.nanoTime() < patience) {
                LockSupport.parkNanos(1_000_000);
            }
            return arrived;
        }

        /** The first owner goes and comes; each change reaches all who watch. */
        Latencies presence(int changes) throws Exception {
            changed = new Latencies();
            Node first = current == null ? ownerNodes.get(0) : current;
            for (int i = 0; i < changes; i++) {
                Node again = i % 2 == 0
                        ? first
                        : Node.connect(group, tls, server.tls, (notice, length) -> {})
                                .get(60, TimeUnit.SECONDS);
                told = new CountDownLatch(WATCHERS);
                changedAt = System.nanoTime();
                if (i % 2 == 0) {
                    again.close();
                } else {
                    again.send(new Request.Own(accounts.get(0).secret(), INSTANCE));
                    first = again;
                    current = again;
                }
                assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
            }
            return changed;
        }
    }
}
