package io.voider.nat.path;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.wan.WanChannels;
import io.voider.nat.wan.WanSide;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.ns.socket.Offload;
import io.voider.transport.link.LinkProfile;
import io.voider.transport.namespace.NamespaceChannels;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A small internet in namespaces without names: a core that forwards, a server with {@link Coturn}, and homes of every
 * {@link HomeKind}. Nothing of it leads out.
 */
public final class NatLab implements AutoCloseable {
    final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final Namespace core;
    private final Namespace server;
    private final @Nullable LinkProfile uplinks;
    private final @Nullable DelayedCable serverCable;
    private final Coturn coturn;

    /** Without delay. */
    NatLab(String... turnserverOptions) throws IOException {
        this(null, turnserverOptions);
    }

    /** @param uplinks how packets fare between the core and every home, and the core and the server, in each direction */
    NatLab(@Nullable LinkProfile uplinks, String... turnserverOptions) throws IOException {
        this.uplinks = uplinks;
        // Threads stay in the namespace where they were started.
        loops.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        core = machine("core", true);
        server = machine("server", false);
        serverCable = connect(core, "server", server, "eth0");
        core.addresses().add("server", "192.0.2.254/24");
        core.addresses().add("server", "2001:db8:ffff::fe/64");
        server.addresses().add("eth0", Coturn.ADDRESS + "/24");
        server.addresses().add("eth0", Coturn.OTHER_ADDRESS + "/24");
        server.addresses().add("eth0", Coturn.ADDRESS_6 + "/64");
        server.routes().add(Route.to("0.0.0.0/0").via("192.0.2.254"));
        server.routes().add(Route.to("::/0").via("2001:db8:ffff::fe"));
        coturn = new Coturn(server, turnserverOptions);
    }

    Namespace core() {
        return core;
    }

    /** A namespace in which nothing waits for an address to be proven free. */
    static Namespace machine(String label, boolean forwards) {
        Namespace machine = Namespace.anonymous("nat-it-" + label);
        machine.sysctls().set("net/ipv6/conf/default/accept_dad", "0");
        if (forwards) {
            machine.sysctls().set("net/ipv4/ip_forward", "1");
            machine.sysctls().set("net/ipv6/conf/all/forwarding", "1");
            // A packet that a router turns round to its own LAN is not to be sent another way the next time.
            machine.sysctls().set("net/ipv4/conf/all/send_redirects", "0");
            machine.sysctls().set("net/ipv4/conf/default/send_redirects", "0");
        }
        machine.links().up("lo");
        return machine;
    }

    /** Joins a machine to the core, through a link with the lab's delay if it has one. */
    @Nullable
    DelayedCable connect(Namespace left, String leftName, Namespace right, String rightName) {
        LinkProfile profile = uplinks;
        if (profile != null) {
            return new DelayedCable(left, leftName, right, rightName, profile, loops.next());
        }
        join(left, leftName, right, rightName);
        return null;
    }

    static void join(Namespace left, String leftName, Namespace right, String rightName) {
        left.links().createVeth(leftName, rightName, right);
        left.links().up(leftName);
        right.links().up(rightName);
    }

    /** A raw socket at the other end cannot take segments longer than the link's. */
    static void withoutSegmentation(Namespace namespace, String link) {
        namespace.call(() -> {
            Offload.disableSegmentation(link);
            return true;
        });
    }

    static InetAddress ip(String address) {
        InetAddress ip = NetUtil.createInetAddressFromIpAddressString(address);
        if (ip == null) {
            throw new IllegalArgumentException(address);
        }
        return ip;
    }

    /** Runs nft with these rules in a namespace; fails with what it says. */
    static void nft(Namespace namespace, String rules) throws IOException {
        if (!rules.isEmpty()) {
            run(namespace, rules, "nft", "-f", "-");
        }
    }

    static String run(Namespace namespace, String input, String... command) throws IOException {
        Process process = namespace
                .start(new ProcessBuilder(command).redirectErrorStream(true))
                .join();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said + "\n" + input);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return said;
    }

    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line's outside in a namespace. */
    public static WanSide side(EventLoop loop, Namespace namespace) {
        return new WanSide(loop, Ticker.systemTicker(), channels(namespace));
    }

    private static WanChannels channels(Namespace namespace) {
        return new WanChannels() {
            @Override
            public Future<Channel> bind(Bootstrap bootstrap, SocketAddress local) {
                return NamespaceChannels.bind(namespace, bootstrap, local);
            }

            @Override
            public Future<Channel> connect(Bootstrap bootstrap, SocketAddress remote) {
                return NamespaceChannels.connect(namespace, bootstrap, remote);
            }
        };
    }

    @Override
    public void close() throws IOException {
        coturn.close();
        if (serverCable != null) {
            serverCable.close();
        }
        server.close();
        core.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
