package io.voider.transport.tunnel;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.voider.ns.Namespace;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.openvpn.Directives;
import io.voider.transport.openvpn.ManagementCommand;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Client;
import io.voider.transport.openvpn.ManagementMessage.Log;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import io.voider.transport.openvpn.OpenVpn;
import io.voider.transport.openvpn.Role;
import io.voider.transport.openvpn.RuntimeDirectory;
import io.voider.transport.openvpn.Supervisor;
import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.openvpn.TunnelTransition;
import io.voider.transport.shuttle.FriendShuttle;
import io.voider.transport.shuttle.LoopbackLeg;
import io.voider.transport.shuttle.LoopbackSocket;
import io.voider.transport.shuttle.QueueShare;
import io.voider.transport.shuttle.Shuttle;
import java.io.IOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node's own exchange: one OpenVPN server for up to 253 friends, each with a shuttle of their own.
 *
 * <p>A friend is admitted by their certificate's common name, which names their number and their random id, and only over the
 * legs of their own shuttle.
 */
public final class TunnelServer {
    /**
     * What a server needs.
     *
     * @param namespace its own: {@code tun0} is made in it
     * @param openVpn how OpenVPN is started
     * @param authority whose friends they are; each start of the process issues itself a certificate
     * @param revocationListPem of withdrawn certificates
     * @param loop on which the server and its listener are called
     * @param listener hears what becomes of the tunnel and of the friends
     */
    public record Setup(
            Namespace namespace,
            OpenVpn openVpn,
            Authority authority,
            String revocationListPem,
            IoEventLoop loop,
            TunnelListener listener) {}

    /** Ports of legs: none is used again for a long time, since OpenVPN may still remember a peer there. */
    private static final int FIRST_LEG_PORT = 10_000;

    private static final int LEG_PORTS = 50_000;

    private final Setup setup;
    private final SecureRandom random = new SecureRandom();
    private final Supplier<Instant> clock;
    private final RuntimeDirectory directory;
    private final Supervisor supervisor;
    private final FriendPresence presence;
    private final Map<Integer, Friend> friends = new ConcurrentHashMap<>();
    private final AtomicInteger legs = new AtomicInteger();
    private final QueueShare.Queue queue = new QueueShare.Queue();
    private volatile String revocationListPem;

    private record Friend(Subscriber subscriber, FriendShuttle shuttle) {}

    private TunnelServer(Setup setup, Supplier<Instant> clock) {
        this.setup = setup;
        this.clock = clock;
        this.directory = new RuntimeDirectory(setup.openVpn);
        this.presence = new FriendPresence(setup.listener);
        this.revocationListPem = setup.revocationListPem;
        this.supervisor =
                new Supervisor(setup.namespace, directory, setup.openVpn, setup.loop, new ServerEvents(), random);
    }

    /**
     * Starts a server. From any thread; nothing of it blocks.
     *
     * @param subscribers who may connect; their shuttles live on the setup's loop
     * @param clock for the server's certificate
     */
    public static TunnelServer start(Setup setup, Collection<Subscriber> subscribers, Supplier<Instant> clock) {
        TunnelServer server = new TunnelServer(setup, clock);
        subscribers.forEach(subscriber -> server.enroll(subscriber, setup.loop));
        server.supervisor.start();
        return server;
    }

    /**
     * Lets one more friend connect. One who had the number before is cut off.
     *
     * @param loop for the friend's shuttle
     * @return done when the friend may connect
     */
    public Future<Shuttle> admit(Subscriber subscriber, IoEventLoop loop) {
        Promise<Shuttle> promise = setup.loop.newPromise();
        Friend before = friends.get(subscriber.number());
        Friend friend = enroll(subscriber, loop);
        whenDone(promise, () -> {
            if (before != null) {
                directory.deleteClient(before.subscriber.commonName());
            }
            directory.writeClient(subscriber.commonName(), Directives.friend(subscriber));
            return friend.shuttle;
        });
        return promise;
    }

    /** The shuttle of the friend of that number, if the friend is admitted. */
    public Optional<Shuttle> shuttle(int number) {
        return Optional.ofNullable(friends.get(number)).map(Friend::shuttle);
    }

    /**
     * Cuts a friend off. When this returns, their datagrams are not carried any more; then their session is ended and they
     * are refused for good.
     *
     * @param withdrawnPem the list of withdrawn certificates, with the friend's in it
     * @return done when OpenVPN has been told
     */
    public Future<@Nullable Void> revoke(int number, String withdrawnPem) {
        revocationListPem = withdrawnPem;
        Promise<@Nullable Void> promise = setup.loop.newPromise();
        Friend friend = friends.remove(number);
        if (friend == null) {
            return promise.setSuccess(null);
        }
        friend.shuttle.cutOff();
        whenDone(promise, () -> {
            directory.deleteClient(friend.subscriber.commonName());
            directory.writeRevocationList(withdrawnPem);
            setup.loop.execute(() -> {
                supervisor.command(ManagementCommand.kill(friend.subscriber.commonName()));
                presence.gone(friend.subscriber, "cut off");
            });
            return null;
        });
        return promise;
    }

    /**
     * Ends the tunnel, and tells the friends first, as long as there are paths to them. From any thread. When the future is done there
     * is no process and no file left.
     */
    public Future<@Nullable Void> stop() {
        friends.values().forEach(friend -> friend.shuttle.eventLoop().execute(friend.shuttle::goodbye));
        return supervisor.stop().addListener(done -> friends.values().forEach(friend -> friend.shuttle.cutOff()));
    }

    private Friend enroll(Subscriber subscriber, IoEventLoop loop) {
        FriendShuttle shuttle = new FriendShuttle(
                loop,
                subscriber,
                setup.authority.tlsCryptKey(),
                queue.share(loop.ticker().nanoTime()),
                receiver -> openLeg(loop, receiver));
        Friend friend = new Friend(subscriber, shuttle);
        Friend before = friends.put(subscriber.number(), friend);
        if (before != null) {
            before.shuttle.cutOff();
        }
        setup.loop.execute(() -> {
            if (supervisor.state() == TunnelState.UP) {
                loop.execute(shuttle::processBack);
            }
        });
        return friend;
    }

    private Future<? extends LoopbackLeg> openLeg(IoEventLoop loop, LoopbackSocket.Receiver receiver) {
        Promise<LoopbackSocket> promise = loop.newPromise();
        CompletableFuture<?> ignored = setup.namespace
                .submit(this::openSocket)
                .whenComplete((socket, failure) -> loop.execute(() -> {
                    if (failure == null) {
                        socket.register(loop, receiver);
                        promise.setSuccess(socket);
                    } else {
                        promise.setFailure(failure);
                    }
                }));
        return promise;
    }

    private LoopbackSocket openSocket() throws IOException {
        for (int attempts = 0; ; attempts++) {
            int port = FIRST_LEG_PORT + Math.floorMod(legs.getAndIncrement(), LEG_PORTS);
            try {
                return LoopbackSocket.open(port, Directives.SERVER_PORT, PooledByteBufAllocator.DEFAULT);
            } catch (BindException e) {
                if (attempts == LEG_PORTS) {
                    throw e;
                }
            }
        }
    }

    /** By way of the loop, as the start goes: so that what comes after it finds the directory made. */
    private <T extends @Nullable Object> void whenDone(Promise<T> promise, Callable<T> task) {
        setup.loop.execute(() -> {
            CompletableFuture<?> ignored = setup.namespace.submit(task).whenComplete((result, failure) -> {
                if (failure == null) {
                    promise.setSuccess(result);
                } else {
                    promise.setFailure(failure);
                }
            });
        });
    }

    private final class ServerEvents implements Role {
        @Override
        public void prepare(RuntimeDirectory made) throws IOException {
            made.writeRevocationList(revocationListPem);
            for (Friend friend : friends.values()) {
                made.writeClient(friend.subscriber.commonName(), Directives.friend(friend.subscriber));
            }
        }

        @Override
        public String config(RuntimeDirectory made) {
            return Directives.server(
                    setup.openVpn, made, setup.authority, setup.authority.issueServer(clock.get(), random));
        }

        @Override
        public boolean mayConnect() {
            return true;
        }

        @Override
        public ManagementCommand probe() {
            return ManagementCommand.STATUS_3;
        }

        @Override
        public void probed(Body answer) {
            listed(answer);
        }

        @Override
        public void notified(Notification notification) {
            if (notification instanceof Client client && client.event().equals("ESTABLISHED")) {
                established(client);
            } else if (notification instanceof Log line) {
                FriendPresence.goodbye(line.text())
                        .filter(friend -> presence.gone(friend, "said goodbye"))
                        .ifPresent(TunnelServer.this::sessionEnded);
                if (!FriendPresence.tellsOfAnEnd(line.text())) {
                    return;
                }
                var status = supervisor.command(ManagementCommand.STATUS_3);
                if (status != null) {
                    status.addListener(done -> {
                        if (done.getNow() instanceof Body body) {
                            listed(body);
                        }
                    });
                }
            }
        }

        @Override
        public void changed(TunnelTransition transition) {
            if (transition.to() == TunnelState.UP) {
                friends.values().forEach(friend -> friend.shuttle.eventLoop().execute(friend.shuttle::processBack));
            } else if (transition.from() == TunnelState.UP) {
                friends.values().forEach(friend -> friend.shuttle.eventLoop().execute(friend.shuttle::processLost));
                presence.allGone("the server's OpenVPN ended");
            }
            setup.listener.changed(transition);
        }
    }

    private void listed(Body status) {
        presence.listed(status.lines()).forEach(this::sessionEnded);
    }

    private void sessionEnded(Subscriber subscriber) {
        Friend friend = friends.get(subscriber.number());
        if (friend != null && friend.subscriber.equals(subscriber)) {
            friend.shuttle.eventLoop().execute(friend.shuttle::sessionEnded);
        }
    }

    private void established(Client client) {
        Subscriber subscriber =
                client.variable("common_name").flatMap(Subscriber::ofCommonName).orElse(null);
        Friend friend = subscriber == null ? null : friends.get(subscriber.number());
        int port = client.variable("trusted_port")
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .orElse(0);
        if (friend == null || !friend.subscriber.equals(subscriber)) {
            refuse(client);
            return;
        }
        friend.shuttle.eventLoop().execute(() -> {
            boolean own = friend.shuttle.established(port);
            setup.loop.execute(() -> {
                if (own) {
                    presence.came(friend.subscriber);
                } else {
                    refuse(client);
                }
            });
        });
    }

    /** For sessions that came over somebody else's leg, or from somebody who was cut off a moment ago. */
    private void refuse(Client client) {
        if (client.ids().matches("[0-9]{1,9}")) {
            supervisor.command(ManagementCommand.clientKill(Long.parseLong(client.ids())));
        }
    }
}
