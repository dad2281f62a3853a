package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContext;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.account.AccountChange;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.account.JournalStore;
import io.voider.nat.rendezvous.client.Node;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.Request;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server has acknowledged is on the disk, whenever the server dies. */
class KilledServerTest {
    private static final Octets INSTANCE = Octets.of(new byte[Request.INSTANCE_LENGTH]);
    private static final SplittableRandom RANDOM = new SplittableRandom(2);

    @TempDir
    private Path directory;

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
        try (Accounts accounts = RendezvousConfiguration.of(
                        state, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                .accounts()) {
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
                owner.send(new Request.Own(account.secret(), INSTANCE));
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
