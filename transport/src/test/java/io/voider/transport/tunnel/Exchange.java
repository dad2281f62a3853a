package io.voider.transport.tunnel;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.ns.Namespace;
import io.voider.transport.address.Endpoint;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Register;
import io.voider.transport.identity.Rendezvous;
import io.voider.transport.openvpn.OpenVpn;
import io.voider.transport.shuttle.Shuttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An exchange with its server, and friends who join it, each in a sealed namespace. */
public final class Exchange implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
    public static final Rendezvous RENDEZVOUS =
            new Rendezvous(List.of(Endpoint.parse("192.0.2.9:4433")), "00".repeat(32), "capability");

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final String prefix;
    final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    final OpenVpn openVpn;
    final Register register;
    final Namespace namespace;
    final Story story = new Story();
    final TunnelServer server;
    final long startedNanos;
    final Wan wan;
    private final List<Joined> joined = new ArrayList<>();
    final Path home;
    private int ports = 40_000;

    /** A friend who joined. */
    final class Joined {
        final Invitation invitation;
        final Namespace namespace;
        final Story story = new Story();
        final TunnelClient client;
        final Wan.Line line;

        Joined(Invitation invitation) throws InterruptedException {
            this.invitation = invitation;
            namespace = Namespace.anonymous(prefix + "-c" + invitation.number());
            client = TunnelClient.start(new TunnelClient.Setup(namespace, openVpn, invitation, loop(), story));
            line = wan.new Line(ports++, server.shuttle(invitation.number()).orElseThrow(), client.shuttle());
        }

        /** An address on the tunnel's device, so that ordinary sockets can speak through it. */
        void address() {
            namespace.addresses().add("tun0", "172.31.0." + invitation.number() + "/24");
        }
    }

    /** With friends who all join. */
    Exchange(Profile profile, int... friends) throws IOException, InterruptedException {
        this(freshPrefix(), profile, true, friends);
    }

    /** With friends of whom none joins. */
    static Exchange ofServerAlone(Profile profile, int... friends) throws IOException, InterruptedException {
        return new Exchange(freshPrefix(), profile, false, friends);
    }

    static String freshPrefix() {
        return "vt-tunnel-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
    }

    private Exchange(String prefix, Profile profile, boolean joining, int... friends)
            throws IOException, InterruptedException {
        this.prefix = prefix;
        loops.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        openVpn = OpenVpn.find();
        home = Files.createTempDirectory(prefix);
        SecureRandom random = new SecureRandom();
        register = Register.create(home.resolve("register"), Authority.create("alice", profile, NOW, random), random);
        List<Invitation> invitations = new ArrayList<>();
        for (int friend : friends) {
            invitations.add(register.invite(friend, RENDEZVOUS, Invitation.NO_REMOTE, NOW));
        }
        namespace = Namespace.anonymous(prefix + "-s");
        startedNanos = System.nanoTime();
        server = TunnelServer.start(
                new TunnelServer.Setup(
                        namespace, openVpn, register.authority(), register.revocationListPem(), loop(), story),
                register.friends().values(),
                () -> NOW);
        wan = new Wan(prefix);
        for (Invitation invitation : joining ? invitations : List.<Invitation>of()) {
            joined.add(new Joined(invitation));
        }
    }

    /** Ends the server's process and carries nothing for it any more, as if the whole node had been killed. */
    void killServer() {
        server.stop().awaitUninterruptibly(20, TimeUnit.SECONDS);
    }

    /** The same exchange, started anew in a namespace of its own. */
    final class Again implements AutoCloseable {
        final Namespace namespace = Namespace.anonymous(prefix + "-again");
        final Story story = new Story();
        private final TunnelServer server = TunnelServer.start(
                new TunnelServer.Setup(
                        namespace, openVpn, register.authority(), register.revocationListPem(), loop(), story),
                register.friends().values(),
                () -> NOW);

        Shuttle shuttle(int number) {
            return server.shuttle(number).orElseThrow();
        }

        @Override
        public void close() {
            server.stop().awaitUninterruptibly(20, TimeUnit.SECONDS);
            namespace.close();
        }
    }

    Joined joined(int index) {
        return joined.get(index);
    }

    List<Joined> joined() {
        return joined;
    }

    /** An address on the server's device. */
    void address() {
        namespace.addresses().add("tun0", "172.31.0.1/24");
    }

    IoEventLoop loop() {
        return loops.next();
    }

    @Override
    public void close() throws IOException {
        for (Joined each : joined) {
            each.client.stop().awaitUninterruptibly(20, TimeUnit.SECONDS);
            each.line.close();
            each.namespace.close();
        }
        server.stop().awaitUninterruptibly(20, TimeUnit.SECONDS);
        namespace.close();
        wan.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        deleteAll(home);
    }

    static void deleteAll(Path directory) throws IOException {
        try (var walk = Files.walk(directory)) {
            for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
