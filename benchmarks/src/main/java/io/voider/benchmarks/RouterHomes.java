package io.voider.benchmarks;

import io.voider.cli.lab.world.Await;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Homes whose routers translate addresses with nftables, as nodes do: what a phone dials into what the other home's phone has. */
final class RouterHomes {
    private static final String ADDRESS_HERE = "172.29.1.1";
    private static final String ADDRESS_THERE = "172.29.2.1";
    private static final String NUMBER_OF_HERE = "10.2.1.1";
    private static final String PORT = "1194";
    private static final String END = "Initialization Sequence Completed";
    private static final long TUNNEL_NANOS = TimeUnit.SECONDS.toNanos(20);

    private RouterHomes() {}

    /** Straight over the network, unencrypted. */
    static void join(Homes homes) throws IOException, InterruptedException {
        translate(homes);
        homes.here().routes().add(Route.to(ADDRESS_THERE + "/32").via(Homes.NETWORK));
        homes.there().routes().add(Route.to(ADDRESS_HERE + "/32").via(Homes.OTHER_NETWORK));
        homes.network().routes().add(Route.to(ADDRESS_THERE + "/32").via(Homes.THERE));
        homes.network().routes().add(Route.to(ADDRESS_HERE + "/32").via(Homes.HERE));
    }

    /** Through OpenVPN, straight over the network. */
    static void joinByOpenVpn(Homes homes) throws IOException, InterruptedException {
        translate(homes);
        Path key = certified(homes);
        start(
                homes,
                homes.here(),
                "here",
                key,
                "--tls-server",
                "--dh",
                "none",
                "--lport",
                PORT,
                "--ifconfig",
                "172.31.0.1",
                "172.31.0.2");
        start(
                homes,
                homes.there(),
                "there",
                key,
                "--tls-client",
                "--nobind",
                "--remote",
                Homes.HERE,
                PORT,
                "--ifconfig",
                "172.31.0.2",
                "172.31.0.1");
        requireTunnel(homes);
        homes.here().routes().add(Route.to(ADDRESS_THERE + "/32").dev("tun0"));
        homes.there().routes().add(Route.to(ADDRESS_HERE + "/32").dev("tun0"));
        for (Namespace router : List.of(homes.here(), homes.there())) {
            router.sysctls().set("net/ipv4/conf/tun0/rp_filter", "0");
        }
    }

    /** Makes a key, and a certificate of it beside it, that both routers have. */
    private static Path certified(Homes homes) throws IOException, InterruptedException {
        Path key = homes.directory().resolve("key.pem");
        Path certificate = homes.directory().resolve("certificate.pem");
        homes.programs()
                .run(
                        homes.here(),
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:prime256v1",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=both",
                                "-keyout",
                                key.toString(),
                                "-out",
                                certificate.toString()));
        return key;
    }

    private static void requireTunnel(Homes homes) throws IOException, InterruptedException {
        Path log = homes.programs().log("openvpn-there");
        if (!Await.until(TUNNEL_NANOS, () -> Files.readString(log).contains(END))) {
            throw new IOException("OpenVPN does not come up; it said: " + Files.readString(log));
        }
    }

    private static void start(Homes homes, Namespace router, String name, Path key, String... more) {
        String certificate = key.resolveSibling("certificate.pem").toString();
        List<String> command = new ArrayList<>(List.of(
                "openvpn",
                "--dev",
                "tun0",
                "--dev-type",
                "tun",
                "--proto",
                "udp4",
                "--tls-version-min",
                "1.3",
                "--ca",
                certificate,
                "--cert",
                certificate,
                "--key",
                key.toString(),
                "--data-ciphers",
                "AES-256-GCM",
                "--disable-dco",
                "--keepalive",
                "5",
                "60",
                "--txqueuelen",
                "1000",
                "--verb",
                "3"));
        command.addAll(List.of(more));
        homes.programs().start(router, "openvpn-" + name, command);
    }

    private static void translate(Homes homes) throws IOException, InterruptedException {
        homes.route();
        Wiring.rules(homes.here(), rules(Homes.CALLING, ADDRESS_HERE, Homes.DIALLED, ADDRESS_THERE));
        Wiring.rules(homes.there(), rules(Homes.CALLED, ADDRESS_THERE, NUMBER_OF_HERE, ADDRESS_HERE));
    }

    /** The rules of a router whose phone is {@code phone} at home and {@code mine} outside, and dials {@code number} for {@code other}. */
    private static String rules(String phone, String mine, String number, String other) {
        return """
            table ip nat {
              chain pre {
                type nat hook prerouting priority dstnat;
                ip daddr %s dnat to %s
                ip daddr %s dnat to %s
              }
              chain post {
                type nat hook postrouting priority srcnat;
                ip saddr %s snat to %s
                ip saddr %s snat to %s
              }
            }
            """.formatted(number, other, mine, phone, phone, mine, other, number);
    }
}
