package io.voider.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.transport.identity.Profile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is in a tunnel's namespace, read from the kernel's own tables and not through our rtnetlink. */
class SealedNamespaceIT {
    private static String table(Namespace namespace, String name) {
        return namespace.call(() -> Files.readString(Path.of("/proc/thread-self/net/" + name)));
    }

    private static List<String> interfaces(Namespace namespace) {
        return Pattern.compile("(?m)^\\s*(\\S+):")
                .matcher(table(namespace, "dev"))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** Packets received and sent by an interface. */
    private static long[] packets(Namespace namespace, String name) {
        MatchResult match = Pattern.compile("(?m)^\\s*" + name + ":\\s*\\d+\\s+(\\d+)(?:\\s+\\d+){6}\\s+\\d+\\s+(\\d+)")
                .matcher(table(namespace, "dev"))
                .results()
                .findFirst()
                .orElseThrow();
        return new long[] {Long.parseLong(match.group(1)), Long.parseLong(match.group(2))};
    }

    private static long forwarded(Namespace namespace) {
        return namespace.call(() -> {
            String[] rows =
                    Files.readString(Path.of("/proc/thread-self/net/snmp")).split("\n", 3);
            List<String> names = List.of(rows[0].split(" ", -1));
            return Long.parseLong(rows[1].split(" ", -1)[names.indexOf("ForwDatagrams")]);
        });
    }

    @Test
    void holdsTheLoopbackTheTunnelAndOpenVpnsSocketsOnly() throws IOException, InterruptedException {
        try (Exchange exchange = new Exchange(Profile.FAST, 2)) {
            TunnelIT.connectAll(exchange);
            Exchange.Joined bob = exchange.joined(0);
            for (Namespace namespace : List.of(exchange.namespace, bob.namespace)) {
                assertThat(interfaces(namespace)).containsExactlyInAnyOrder("lo", "tun0");
                assertThat(table(namespace, "route").lines()).hasSize(1);
                assertThat(table(namespace, "tcp").lines()).hasSize(1);
                assertThat(table(namespace, "raw").lines()).hasSize(1);
                assertThat(table(namespace, "if_inet6")).isEmpty();
                assertThat(table(namespace, "udp").lines().skip(1))
                        .hasSize(2)
                        .allMatch(socket -> socket.contains(": 0100007F:"));
                assertThat(table(namespace, "udp6").lines()).hasSize(1);
            }
        }
    }

    @Test
    void letsAFriendsPacketsOutNowhere() throws IOException, InterruptedException {
        try (Exchange exchange = new Exchange(Profile.FAST, 2)) {
            TunnelIT.connectAll(exchange);
            exchange.story.awaitThat(() -> exchange.story.friends().size() == 1, "the friend");
            Exchange.Joined bob = exchange.joined(0);
            exchange.address();
            assertThatThrownBy(() -> send(bob.namespace, "192.0.2.1")).hasMessageContaining("unreachable");
            bob.address();
            bob.namespace.routes().add(Route.to("0.0.0.0/0").via("172.31.0.1").dev("tun0"));
            long[] tunnel = packets(exchange.namespace, "tun0");
            long[] outside = packets(exchange.wan.serverSide, "w0");
            long carried = bob.line.server.sent.get();
            for (String address : List.of("192.0.2.1", "192.0.2.2", "198.51.100.7", "10.1.1.1", "172.16.0.1")) {
                for (int i = 0; i < 20; i++) {
                    send(bob.namespace, address);
                }
            }
            try (Stream stream = new Stream(bob.namespace, exchange.namespace, "172.31.0.1", 9, 100)) {
                stream.awaitMore(5);
            }
            assertThat(packets(exchange.namespace, "tun0")[0] - tunnel[0]).isGreaterThanOrEqualTo(100);
            assertThat(packets(exchange.namespace, "tun0")[1] - tunnel[1]).isLessThanOrEqualTo(2);
            assertThat(forwarded(exchange.namespace)).isZero();
            long outward = packets(exchange.wan.serverSide, "w0")[1] - outside[1];
            assertThat(outward).isLessThanOrEqualTo(bob.line.server.sent.get() - carried + 2);
        }
    }

    private static void send(Namespace namespace, String address) throws IOException {
        try (DatagramChannel channel = namespace.call(DatagramChannel::open)) {
            channel.send(ByteBuffer.allocate(100), new InetSocketAddress(address, 9));
        }
    }
}
