package io.voider.nat.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(2);

    @TempDir
    Path directory;

    private static AccountChange added(String name) {
        return new AccountChange.AccountAdded(name, Octets.random(RANDOM, 32));
    }

    private List<AccountChange> all() {
        List<AccountChange> changes = new ArrayList<>();
        try (JournalStore store = JournalStore.in(directory)) {
            store.follow(changes::add).toCompletableFuture().join();
        }
        return changes;
    }

    private void write(AccountChange... changes) {
        try (JournalStore store = JournalStore.in(directory)) {
            store.follow(change -> {}).toCompletableFuture().join();
            store.write(List.of(changes)).toCompletableFuture().join();
        }
    }

    private Path journal() {
        return directory.resolve("accounts.journal");
    }

    @Test
    void changesComeBackInOrder() {
        AccountChange alice = added("alice");
        AccountChange bob = new AccountChange.ReaderAdmitted("alice", Octets.random(RANDOM, 32));
        write(alice, bob);

        assertThat(all()).containsExactly(alice, bob);
    }

    @Test
    void aLineCutShortIsForgottenAndTheNextWriteIsWhole() throws Exception {
        AccountChange alice = added("alice");
        AccountChange bob = added("bob");
        write(alice);
        Files.writeString(journal(), "0badc0de {\"change\":\"acc", StandardOpenOption.APPEND);

        assertThat(all()).containsExactly(alice);
        write(bob);
        assertThat(all()).containsExactly(alice, bob);
    }

    @Test
    void aDamagedLineIsReportedNotSkipped() throws Exception {
        write(added("alice"), added("bob"));
        byte[] bytes = Files.readAllBytes(journal());
        bytes[20] ^= 1;
        Files.write(journal(), bytes);

        assertThatThrownBy(this::all)
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).hasMessageContaining("damaged at byte 0"),
                        thrown -> assertThat(thrown)
                                .isInstanceOf(CompletionException.class)
                                .hasMessageContaining("damaged at byte 0"));
    }

    @Test
    void anotherWritersChangesAreNoticed() throws Exception {
        LinkedBlockingQueue<AccountChange> seen = new LinkedBlockingQueue<>();
        try (JournalStore server = JournalStore.in(directory)) {
            server.follow(seen::add).toCompletableFuture().join();
            AccountChange alice = added("alice");
            write(alice);

            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(alice);
        }
    }

    @Test
    void whatNoLongerMattersIsLeftOutAndOthersFollowToTheNewFile() throws Exception {
        AccountChange alice = added("alice");
        write(alice);
        List<AccountChange> idle = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Octets reader = Octets.random(RANDOM, 32);
            idle.add(new AccountChange.ReaderAdmitted("alice", reader));
            idle.add(new AccountChange.ReaderRevoked("alice", reader));
        }
        LinkedBlockingQueue<AccountChange> seen = new LinkedBlockingQueue<>();
        try (JournalStore server = JournalStore.in(directory)) {
            server.follow(seen::add).toCompletableFuture().join();
            server.write(idle).toCompletableFuture().join();
            AccountChange bob = added("bob");
            write(bob);

            assertThat(Files.size(journal())).isLessThan(1000);
            assertThat(all()).containsExactly(alice, bob);
            AccountChange last = alice;
            while (!last.equals(bob)) {
                last = seen.poll(30, TimeUnit.SECONDS);
                assertThat(last).isNotNull();
            }
        }
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheServerIsKilled() throws Exception {
        killWhileRegistering(2);
    }

    @Test
    @Tag("soak")
    void nothingAcknowledgedIsLostInFortyKills() throws Exception {
        killWhileRegistering(40);
    }

    private void killWhileRegistering(int kills) throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        OwnerAccount account;
        try (Accounts accounts = Accounts.open(RendezvousConfiguration.of(
                state, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress()))))) {
            account = accounts.add("alice");
        }
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        List<Octets> wanted = new ArrayList<>();
        int acknowledgedAltogether = 0;
        for (int kill = 0; kill < kills; kill++) {
            int before = wanted.size();
            AtomicInteger acknowledged = new AtomicInteger();
            try (ServerProgram server = ServerProgram.start(state)) {
                SslContext tls = Node.tls(server.pin);
                Node owner = Node.connect(group, tls, server.tls, (notice, length) -> {
                            if (notice instanceof Notice.Done done) {
                                acknowledged.set(done.request());
                            }
                        })
                        .get(60, TimeUnit.SECONDS);
                owner.send(new Request.Own(account.secret()));
                for (int i = 0; i < 10; i++) {
                    wanted.add(Octets.random(RANDOM, 32));
                    send(owner, i + 1, wanted);
                }
                int until = 1 + RANDOM.nextInt(8);
                long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (acknowledged.get() < until && System.nanoTime() < patience) {
                    java.util.concurrent.locks.LockSupport.parkNanos(50_000);
                }
                server.kill();
            }
            Set<Octets> kept = new HashSet<>();
            try (JournalStore store = JournalStore.in(state)) {
                store.follow(change -> {
                            if (change instanceof AccountChange.ReaderAdmitted admitted) {
                                kept.add(admitted.reader());
                            }
                        })
                        .toCompletableFuture()
                        .join();
            }
            assertThat(acknowledged.get()).isPositive();
            assertThat(kept).containsAll(wanted.subList(0, before + acknowledged.get()));
            acknowledgedAltogether += acknowledged.get();
        }
        System.out.println(kills + " kills, " + acknowledgedAltogether + " acknowledged changes, none lost");
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void send(Node owner, int request, List<Octets> readers) {
        for (int from = 0; from < readers.size(); from += Request.MAX_READERS_PER_FRAME) {
            int to = Math.min(from + Request.MAX_READERS_PER_FRAME, readers.size());
            owner.send(new Request.Readers(request, to < readers.size(), readers.subList(from, to)));
        }
    }
}
