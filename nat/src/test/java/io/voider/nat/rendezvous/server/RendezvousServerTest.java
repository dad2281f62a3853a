package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.client.Correspondent;
import io.voider.nat.rendezvous.client.Home;
import io.voider.nat.rendezvous.client.RendezvousClient;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.nat.rendezvous.seal.SealingKey;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and clients with real sockets on loopback. */
class RendezvousServerTest {
    private static final Correspondent ALICE = new Correspondent.Exchange(2);
    private static final Correspondent BOB = new Correspondent.Subscriber(2);
    private static final Correspondent CAROL = new Correspondent.Subscriber(3);

    private final SecureRandom random = new SecureRandom();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final SealingKey key = SealingKey.random(random);
    private final ReaderCapability bob = ReaderCapability.create(key.publicKey(), random);
    private final ReaderCapability carol = ReaderCapability.create(key.publicKey(), random);

    @TempDir
    Path state;

    private RendezvousConfiguration configuration;
    private RendezvousServer server;
    private Accounts accounts;

    @BeforeEach
    void start() {
        configuration = RendezvousConfiguration.of(
                        state, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                .withPorts(0, 0, 0);
        server = RendezvousServer.start(configuration, RendezvousServer.Sockets.EPOLL);
        configuration = configuration.withPorts(server.addresses().get(0).port(), 0, 0);
        accounts = configuration.accounts();
    }

    @AfterEach
    void stop() {
        accounts.close();
        server.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Home owner(OwnerAccount account) {
        return new Home(RendezvousClient.Settings.of(account, key), loop);
    }

    private Home reader(ReaderCapability capability) {
        Home home = new Home(RendezvousClient.Settings.ofReader(server.addresses(), server.pin()), loop);
        home.exchanges(Map.of(2, capability));
        return home;
    }

    /** The running server notices an account that was added beside it; the client comes again until then. */
    private OwnerAccount added(String name) {
        OwnerAccount account = accounts.add(name);
        return OwnerAccount.parse(account.text());
    }

    @Test
    void twoHomesFindEachOtherAndExchangeSealedOffers() throws Exception {
        try (Home alice = owner(added("alice"));
                Home friend = reader(bob)) {
            alice.client.subscribers(Map.of(2, bob.registration())).get(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
            friend.await(ALICE + " up");
            friend.await(ALICE + " ready");
            alice.await(BOB + " ready");
            friend.client.send(ALICE, Home.text("offer"));
            alice.await(BOB + ": offer");
            alice.client.send(BOB, Home.text("answer"));
            friend.await(ALICE + ": answer");
        }
    }

    @Test
    void revokingOneFriendLeavesTheOtherAlone() throws Exception {
        try (Home alice = owner(added("alice"));
                Home revoked = reader(bob);
                Home kept = reader(carol)) {
            alice.client
                    .subscribers(Map.of(2, bob.registration(), 3, carol.registration()))
                    .get(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
            revoked.await(ALICE + " ready");
            kept.await(ALICE + " ready");
            alice.client.subscribers(Map.of(3, carol.registration())).get(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
            revoked.await(ALICE + " down");
            kept.client.send(ALICE, Home.text("still here"));
            alice.await(CAROL + ": still here");
        }
    }

    @Test
    void homesComeBackWhenTheServerHasRestarted() throws Exception {
        try (Home alice = owner(added("alice"));
                Home friend = reader(bob)) {
            alice.client.subscribers(Map.of(2, bob.registration())).get(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
            alice.await(BOB + " ready");
            friend.await(ALICE + " ready");
            server.close();
            friend.await(ALICE + " down");
            server = RendezvousServer.start(configuration, RendezvousServer.Sockets.EPOLL);
            friend.await(ALICE + " up");
            friend.await(ALICE + " ready");
            alice.await(BOB + " ready");
            alice.client.send(BOB, Home.text("again"));
            friend.await(ALICE + ": again");
        }
    }

    @Test
    void anOwnerWhoseAccountIsRemovedIsToldSo() throws Exception {
        try (Home alice = owner(added("alice"));
                Home friend = reader(bob)) {
            alice.client.subscribers(Map.of(2, bob.registration())).get(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
            friend.await(ALICE + " up");
            accounts.remove("alice");
            alice.await(event -> event.contains("removed this account"));
            friend.await(ALICE + " down");
            assertThat(accounts.names()).isEmpty();
        }
    }

    @Test
    void anAccountIsAddedOnceAndRemovedOnce() {
        accounts.add("alice");

        assertThatThrownBy(() -> accounts.add("alice")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accounts.add("al ice")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accounts.remove("bob")).isInstanceOf(IllegalArgumentException.class);
        assertThat(accounts.names()).containsExactly("alice");
    }

    @Test
    void aServerWithAnotherKeyIsNotBelieved() throws Exception {
        OwnerAccount account = added("alice");
        OwnerAccount wrongPin = new OwnerAccount(account.addresses(), Octets.random(random, 32), account.secret());
        try (Home alice = owner(wrongPin)) {
            alice.await(event -> event.startsWith("disconnected:") && event.contains("pin"));
        }
    }

    private static String account(RelayCredentials credentials) {
        String name = credentials.username();
        return name.substring(name.indexOf(':') + 1, name.indexOf('/'));
    }

    @Test
    void ownersAndReadersOfLiveOwnersGetRelayCredentialsOthersDoNot() throws Exception {
        try (Home alice = owner(added("alice"));
                Home friend = reader(bob);
                Home stranger = reader(carol)) {
            alice.client.subscribers(Map.of(2, bob.registration())).get(Home.PATIENCE_SECONDS, TimeUnit.SECONDS);
            RelayCredentials own = alice.relay();
            RelayCredentials friends = friend.relay();
            stranger.await("connected");

            assertThat(own.uris()).allMatch(uri -> uri.startsWith("turn:127.0.0.1:"));
            assertThat(own.username()).matches("[0-9]+:.{20}/.{20}").doesNotContain("alice");
            assertThat(friends.username()).matches("[0-9]+:.{20}/.{20}");
            assertThat(account(friends)).as("one quota for both").isEqualTo(account(own));
            assertThat(friends.username()).isNotEqualTo(own.username());
            assertThatThrownBy(() -> stranger.client.send(ALICE, Octets.of(new byte[1025])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
