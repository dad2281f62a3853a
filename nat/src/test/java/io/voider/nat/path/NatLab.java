package io.voider.nat.path;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.voider.nat.ice.StunServer;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A small internet in namespaces without names: a core that forwards, a server with coturn on two addresses, and homes of
 * every {@link HomeKind}. Nothing of it leads out.
 */
final class NatLab implements AutoCloseable {
    static final String SERVER = "192.0.2.1";
    static final String OTHER_SERVER = "192.0.2.2";
    static final String USER = "voider";
    static final String PASSWORD = "secret";

    /** One home: a node, and up to two routers. */
    final class Home implements AutoCloseable {
        final Namespace node;
        final List<Namespace> routers = new ArrayList<>();
        final InetAddress address;
        private final String uplink;

        Home(String name, HomeKind kind, int net) throws IOException {
            uplink = name;
            node = Namespace.anonymous("nat-it-" + name);
            loopback(node);
            String wan = "198.51." + net;
            Namespace inside = core;
            String gateway = wan + ".1";
            String outerAddress = wan + ".2";
            connect(
                    core,
                    name,
                    gateway + "/24",
                    kind.routers == 0 ? node : router(),
                    kind.routers == 0 ? "eth0" : "wan",
                    outerAddress + "/24",
                    gateway);
            if (kind.routers > 0) {
                nft(routers.get(0), kind.outerRules());
            } else {
                nft(node, kind.outerRules());
            }
            for (int i = 0; i < kind.routers; i++) {
                inside = routers.get(i);
                boolean last = i == kind.routers - 1;
                String lan = last ? "10." + net + ".0" : "100.64." + net;
                gateway = lan + ".1";
                outerAddress = lan + ".2";
                connect(
                        inside,
                        "lan",
                        gateway + "/24",
                        last ? node : router(),
                        last ? "eth0" : "wan",
                        outerAddress + "/24",
                        gateway);
                if (!last) {
                    nft(routers.get(i + 1), HomeKind.innerRules());
                }
            }
            address = io.netty.util.NetUtil.createInetAddressFromIpAddressString(outerAddress);
        }

        private Namespace router() {
            Namespace router = Namespace.anonymous("nat-it-router");
            loopback(router);
            router.sysctls().set("net/ipv4/ip_forward", "1");
            routers.add(router);
            return router;
        }

        /** The router next to the Internet. */
        Namespace outer() {
            return routers.get(0);
        }

        /** Opens channels in the node's namespace. */
        WanChannels channels() {
            return NatLab.channels(node);
        }

        @Override
        public void close() {
            core.links().delete(uplink);
            routers.forEach(Namespace::close);
            node.close();
        }
    }

    final Namespace core = Namespace.anonymous("nat-it-core");
    final Namespace server = Namespace.anonymous("nat-it-server");
    private final List<Process> processes = new ArrayList<>();
    private final Path directory;

    NatLab(String... more) throws IOException {
        directory = Files.createTempDirectory("voider-nat-it");
        loopback(core);
        loopback(server);
        core.sysctls().set("net/ipv4/ip_forward", "1");
        connect(core, "server", "192.0.2.254/24", server, "eth0", SERVER + "/24", "192.0.2.254");
        server.addresses().add("eth0", OTHER_SERVER + "/24");
        List<String> command = new ArrayList<>(List.of(
                "turnserver",
                "-n",
                "--no-cli",
                "--no-stdout-log",
                "-l",
                directory.resolve("log").toString(),
                "--simple-log",
                "--pidfile",
                directory.resolve("pid").toString(),
                "--db",
                directory.resolve("db").toString(),
                "-L",
                SERVER,
                "-L",
                OTHER_SERVER,
                "-p",
                "3478",
                "--alt-listening-port",
                "3479",
                "--lt-cred-mech",
                "--user",
                USER + ":" + PASSWORD,
                "--realm",
                "voider",
                "--fingerprint",
                "-m",
                "1"));
        command.addAll(List.of(more));
        processes.add(server.start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out").toFile()))
                .join());
        awaitServer();
    }

    private void awaitServer() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!server.call(() -> Files.readString(Path.of("/proc/thread-self/net/udp")))
                .contains(":0D97 ")) {
            if (System.nanoTime() > deadline || !processes.get(0).isAlive()) {
                throw new IOException("turnserver does not listen: " + Files.readString(directory.resolve("out")));
            }
            Thread.onSpinWait();
        }
    }

    Home home(String name, HomeKind kind, int net) throws IOException {
        return new Home(name, kind, net);
    }

    static List<StunServer> stunServers() {
        return List.of(
                new StunServer(new InetSocketAddress(ip(SERVER), 3478)),
                new StunServer(new InetSocketAddress(ip(SERVER), 3479)),
                new StunServer(new InetSocketAddress(ip(OTHER_SERVER), 3478)));
    }

    static TurnServer turn(TurnServer.Transport transport) {
        return new TurnServer(transport, new InetSocketAddress(ip(SERVER), 3478), USER, PASSWORD, null);
    }

    static InetAddress ip(String address) {
        InetAddress ip = io.netty.util.NetUtil.createInetAddressFromIpAddressString(address);
        if (ip == null) {
            throw new IllegalArgumentException(address);
        }
        return ip;
    }

    private static void loopback(Namespace namespace) {
        namespace.links().up("lo");
    }

    private static void connect(
            Namespace left,
            String leftName,
            String leftAddress,
            Namespace right,
            String rightName,
            String rightAddress,
            String gateway) {
        left.links().createVeth(leftName, rightName, right);
        left.addresses().add(leftName, leftAddress);
        right.addresses().add(rightName, rightAddress);
        left.links().up(leftName);
        right.links().up(rightName);
        right.routes().add(Route.to("0.0.0.0/0").via(gateway));
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

    static WanChannels channels(Namespace namespace) {
        return new WanChannels() {
            @Override
            public Future<Channel> bind(Bootstrap bootstrap, SocketAddress local) {
                return open(bootstrap, () -> bootstrap.bind(local));
            }

            @Override
            public Future<Channel> connect(Bootstrap bootstrap, SocketAddress remote) {
                return open(bootstrap, () -> bootstrap.connect(remote));
            }

            private Future<Channel> open(Bootstrap bootstrap, Callable<ChannelFuture> opening) {
                Promise<Channel> promise = bootstrap.config().group().next().newPromise();
                var unused = namespace.submit(opening).whenComplete((future, failure) -> {
                    if (failure != null) {
                        promise.setFailure(failure);
                    } else {
                        future.addListener(done -> {
                            if (done.isSuccess()) {
                                promise.setSuccess(future.channel());
                            } else {
                                promise.setFailure(done.cause());
                            }
                        });
                    }
                });
                return promise;
            }
        };
    }

    @Override
    public void close() throws IOException {
        if (Boolean.getBoolean("voider.nat.log")) {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    if (!file.endsWith("db")) System.out.println(file + "\n" + Files.readString(file));
                }
            }
        }
        for (Process process : processes) {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        server.close();
        core.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
