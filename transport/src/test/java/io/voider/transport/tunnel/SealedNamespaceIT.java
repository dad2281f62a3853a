package io.voider.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.transport.identity.Profile;
import io.voider.transport.tunnel.Capture.Captured;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is in a tunnel's namespace, read from the kernel's own tables and not through our rtnetlink. */
class SealedNamespaceIT {
    /** Both ends of the cable outside, somebody in the Internet, a home network's, another friend's telephone and tunnel. */
    private static final List<String> FOREIGN =
            List.of(Wan.SERVER_ADDRESS, Wan.CLIENT_ADDRESS, "198.51.100.7", "10.1.1.1", "172.29.3.7", "172.31.0.3");

    private static final int EACH = 20;
    private static final int PORT = 7_009;
    private static final String MARK = "a datagram that must not get out %016x".formatted(System.nanoTime());

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
        try (Exchange exchange = new Exchange(Profile.FAST, 2, 3)) {
            TunnelIT.connectAll(exchange);
            exchange.story.awaitThat(() -> exchange.story.friends().size() == 2, "the friends");
            Exchange.Joined bob = exchange.joined(0);
            Exchange.Joined carol = exchange.joined(1);
            exchange.address();
            assertThatThrownBy(() -> send(bob.namespace, FOREIGN.get(0))).hasMessageContaining("unreachable");
            bob.address();
            bob.namespace.routes().add(Route.to("0.0.0.0/0").via("172.31.0.1").dev("tun0"));
            try (Capture atBob = new Capture(bob.namespace);
                    Capture atCarol = new Capture(carol.namespace);
                    Capture atExchange = new Capture(exchange.namespace);
                    Capture outsideBob = new Capture(exchange.wan.clientSide);
                    Capture outsideExchange = new Capture(exchange.wan.serverSide);
                    Capture machine = new Capture(Namespace.host(), "udp and port " + PORT)) {
                for (String address : FOREIGN) {
                    for (int i = 0; i < EACH; i++) {
                        send(bob.namespace, address);
                    }
                }
                int sent = EACH * FOREIGN.size();
                atExchange.await(sent, packet -> packet.contains(MARK));
                // What comes after them, at every place: so all that went before has been captured. Both streams go on
                // until the captures have ended: to a datagram for a socket that was closed, the kernel answers.
                carol.address();
                List<Captured> fromBob;
                List<Captured> intoExchange;
                List<Captured> atCarols;
                try (Stream bobs = new Stream(bob.namespace, exchange.namespace, "172.31.0.1", 9, 100);
                        Stream carols = new Stream(carol.namespace, exchange.namespace, "172.31.0.1", 10, 100)) {
                    bobs.awaitMore(20);
                    carols.awaitMore(20);
                    fromBob = atBob.end();
                    intoExchange = atExchange.end();
                    atCarols = atCarol.end();
                }
                send(Namespace.host(), "127.0.0.1");
                machine.await(1, packet -> packet.contains(MARK));

                assertThat(fromBob)
                        .filteredOn(packet -> packet.contains(MARK))
                        .hasSize(sent)
                        .allMatch(packet -> packet.interfaceName().equals("tun0") && packet.outgoing());
                assertThat(intoExchange)
                        .filteredOn(packet -> packet.contains(MARK))
                        .hasSize(sent)
                        .allMatch(packet -> packet.interfaceName().equals("tun0") && !packet.outgoing());
                assertThat(intoExchange)
                        .noneMatch(packet -> packet.interfaceName().equals("tun0") && packet.outgoing())
                        .filteredOn(packet -> !packet.interfaceName().equals("tun0"))
                        .isNotEmpty()
                        .allMatch(packet -> packet.interfaceName().equals("lo")
                                && packet.addresses().equals("127.0.0.1>127.0.0.1"));
                assertThat(atCarols)
                        .noneMatch(packet -> packet.contains(MARK))
                        .noneMatch(packet -> packet.interfaceName().equals("tun0") && !packet.outgoing());
                for (Capture outside : List.of(outsideBob, outsideExchange)) {
                    assertThat(outside.end())
                            .hasSizeGreaterThan(sent)
                            .noneMatch(packet -> packet.contains(MARK))
                            .allMatch(packet -> packet.interfaceName().equals("w0"))
                            .allMatch(SealedNamespaceIT::belongsToTheLine);
                }
                assertThat(machine.end())
                        .filteredOn(packet -> packet.contains(MARK))
                        .isNotEmpty()
                        .allMatch(packet -> packet.addresses().equals("127.0.0.1>127.0.0.1"));
            }
            assertThat(forwarded(exchange.namespace)).isZero();
        }
    }

    /** Between the two ends of the cable, and nobody else. */
    private static boolean belongsToTheLine(Captured packet) {
        Set<String> line =
                Set.of(Wan.SERVER_ADDRESS + ">" + Wan.CLIENT_ADDRESS, Wan.CLIENT_ADDRESS + ">" + Wan.SERVER_ADDRESS);
        return packet.etherType() == Capture.ARP
                || (packet.etherType() == Capture.IPV4 && line.contains(packet.addresses()));
    }

    private static void send(Namespace namespace, String address) throws IOException {
        try (DatagramChannel channel = namespace.call(DatagramChannel::open)) {
            channel.send(
                    ByteBuffer.wrap(MARK.getBytes(StandardCharsets.US_ASCII)), new InetSocketAddress(address, PORT));
        }
    }
}
