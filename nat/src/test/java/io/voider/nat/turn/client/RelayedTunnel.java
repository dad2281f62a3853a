package io.voider.nat.turn.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.ice.PathStatus;
import io.voider.nat.path.PathConfig;
import io.voider.nat.path.PathFinder;
import io.voider.nat.path.PathListener;
import io.voider.nat.path.PredictionTurns;
import io.voider.nat.path.TurnServer;
import io.voider.nat.wan.WanChannels;
import io.voider.nat.wan.WanSide;
import io.voider.ns.Namespace;
import io.voider.transport.address.Endpoint;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Register;
import io.voider.transport.identity.Rendezvous;
import io.voider.transport.namespace.NamespaceChannels;
import io.voider.transport.openvpn.OpenVpn;
import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.openvpn.TunnelTransition;
import io.voider.transport.shuttle.Shuttle;
import io.voider.transport.tunnel.TunnelClient;
import io.voider.transport.tunnel.TunnelListener;
import io.voider.transport.tunnel.TunnelServer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** OpenVPN in two sealed namespaces, whose datagrams take the way that two path finders find: through a relay. */
final class RelayedTunnel implements AutoCloseable {
    private static final int FRIEND = 2;
    private static final Rendezvous RENDEZVOUS =
            new Rendezvous(List.of(Endpoint.parse("192.0.2.9:4433")), "00".repeat(32), "capability");

    /** One side's path, which carries the datagrams of one shuttle. */
    private static final class Side implements PathListener {
        private final PathFinder finder;
        private final Shuttle shuttle;
        private final CompletableFuture<PathStatus> relayed = new CompletableFuture<>();
        private @Nullable Side friend;

        Side(RelayIsland.Home home, Shuttle shuttle, TurnServer server) {
            this.shuttle = shuttle;
            PathConfig config = new PathConfig(0, List.of(home.address()), List.of(), List.of(server));
            this.finder = new PathFinder(
                    config,
                    new WanSide(shuttle.eventLoop(), Ticker.systemTicker(), channels(home.namespace())),
                    new PredictionTurns(),
                    new SecureRandom(),
                    this);
        }

        private static WanChannels channels(Namespace namespace) {
            return new WanChannels() {
                @Override
                public io.netty.util.concurrent.Future<io.netty.channel.Channel> bind(
                        io.netty.bootstrap.Bootstrap bootstrap, SocketAddress local) {
                    return NamespaceChannels.bind(namespace, bootstrap, local);
                }

                @Override
                public io.netty.util.concurrent.Future<io.netty.channel.Channel> connect(
                        io.netty.bootstrap.Bootstrap bootstrap, SocketAddress remote) {
                    return NamespaceChannels.connect(namespace, bootstrap, remote);
                }
            };
        }

        void start(Side other) {
            friend = other;
            finder.start().syncUninterruptibly();
        }

        @Override
        public void offer(byte[] offer) {
            Side other = friend;
            if (other != null) {
                other.finder.remoteOffer(offer);
            }
        }

        @Override
        public void status(PathStatus status) {
            if (status.state() == PathStatus.State.RELAYED && relayed.complete(status)) {
                shuttle.path(finder);
            }
        }

        @Override
        public void receive(ByteBuf datagram) {
            shuttle.receive(datagram);
        }
    }

    private static final class UpOnce implements TunnelListener {
        private final CompletableFuture<TunnelState> up = new CompletableFuture<>();

        @Override
        public void changed(TunnelTransition transition) {
            if (transition.to() == TunnelState.UP) {
                up.complete(transition.to());
            }
        }
    }

    final Namespace exchange = Namespace.anonymous("turn-it-exchange");
    final Namespace friend = Namespace.anonymous("turn-it-friend");
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final UpOnce clientsStory = new UpOnce();
    private final TunnelServer server;
    private final TunnelClient client;
    private final Side exchangeSide;
    private final Side friendSide;

    /** @param directory empty */
    RelayedTunnel(RelayIsland island, TurnServer relay, Path directory) throws IOException {
        loops.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        SecureRandom random = new SecureRandom();
        Instant now = Instant.now();
        Register register = Register.create(
                directory.resolve("register"), Authority.create("alice", Profile.FAST, now, random), random);
        Invitation invitation = register.invite(FRIEND, RENDEZVOUS, Invitation.NO_REMOTE, now);
        OpenVpn openVpn = OpenVpn.find();
        server = TunnelServer.start(
                new TunnelServer.Setup(
                        exchange, openVpn, register.authority(), register.revocationListPem(), loop(), new UpOnce()),
                register.friends().values(),
                () -> now);
        client = TunnelClient.start(new TunnelClient.Setup(friend, openVpn, invitation, loop(), clientsStory));
        exchangeSide = new Side(island.home(0), server.shuttle(FRIEND).orElseThrow(), relay);
        friendSide = new Side(island.home(1), client.shuttle(), relay);
    }

    private IoEventLoop loop() {
        return loops.next();
    }

    /** Waits until both sides have a relayed path and the tunnel is up on it; then gives both devices their addresses. */
    void connect() throws Exception {
        exchangeSide.start(friendSide);
        friendSide.start(exchangeSide);
        exchangeSide.relayed.get(30, TimeUnit.SECONDS);
        friendSide.relayed.get(30, TimeUnit.SECONDS);
        clientsStory.up.get(60, TimeUnit.SECONDS);
        exchange.addresses().add("tun0", "172.31.0.1/24");
        friend.addresses().add("tun0", "172.31.0." + FRIEND + "/24");
    }

    @Override
    public void close() {
        client.stop().awaitUninterruptibly(20, TimeUnit.SECONDS);
        server.stop().awaitUninterruptibly(20, TimeUnit.SECONDS);
        exchangeSide.finder.close();
        friendSide.finder.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        friend.close();
        exchange.close();
    }
}
