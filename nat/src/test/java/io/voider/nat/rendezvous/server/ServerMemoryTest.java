package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.client.Correspondent;
import io.voider.nat.rendezvous.client.Home;
import io.voider.nat.rendezvous.client.RendezvousClient;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.seal.SealingKey;
import io.voider.transport.address.Endpoint;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator of a server can find in its memory and log. */
class ServerMemoryTest {
    private static final SplittableRandom KEYS = new SplittableRandom(21);
    private static final String MARK = "voider-plaintext-marker";

    @TempDir
    private Path directory;

    @Test
    void noPlaintextIsInTheServersMemoryOrLog() throws Exception {
        String plaintext = "candidate:" + MARK + " 203.0.113.77 4711";
        Path state = Files.createDirectory(directory.resolve("state"));
        OwnerAccount account;
        try (Accounts accounts = RendezvousConfiguration.of(
                        state, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                .accounts()) {
            account = accounts.add("alice");
        }
        SealingKey key = SealingKey.random(KEYS);
        ReaderCapability bob = ReaderCapability.create(key.publicKey(), KEYS);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServerProgram server = ServerProgram.start(state)) {
            List<Endpoint> addresses = List.of(new Endpoint("127.0.0.1", server.tls.getPort()));
            OwnerAccount here = new OwnerAccount(addresses, server.pin, account.secret());
            try (Home alice = new Home(RendezvousClient.Settings.of(here, key), group.next());
                    Home friend = new Home(RendezvousClient.Settings.ofReader(addresses, server.pin), group.next())) {
                alice.client.subscribers(Map.of(2, bob.registration())).get(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
                friend.exchanges(Map.of(2, bob));
                friend.await("Exchange[index=2] ready");
                for (int i = 0; i < 10; i++) {
                    friend.client.send(new Correspondent.Exchange(2), Home.text(plaintext + i));
                    alice.await("Subscriber[number=2]: " + plaintext + i);
                }
                String seed = bob.sealingSeed().text();
                assertThat(new ProcessMemory(server.pid()).holds(List.of("alice", MARK, seed)))
                        .as("the search does find what is there, and that alone")
                        .containsExactly("alice");
                assertThat(Files.readString(server.log())).doesNotContain(MARK).doesNotContain("127.0.0.1:" + 4711);
            }
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
