package io.voider.cli.node.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.cli.phone.provisioning.PhoneFacts;
import io.voider.cli.phone.provisioning.ProvisioningCounter;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two phones on one wire, as curl, and the node at its other end. */
class ProvisioningServerIT {
    private static final String NODE = "voider-prov-node";
    private static final String PHONES = "voider-prov-phones";
    private static final PhoneLine FIRST = new PhoneLine(1, PhoneAddress.parse("172.20.0.1"));
    private static final PhoneLine SECOND = new PhoneLine(2, PhoneAddress.parse("172.20.0.5"));
    private static final List<PhoneLine> BOTH = List.of(FIRST, SECOND);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private Namespace node;
    private Namespace phones;
    private ProvisioningServer server;

    @BeforeEach
    void wire() throws Exception {
        clear();
        node = Namespace.create(NODE);
        phones = Namespace.create(PHONES);
        server = new ProvisioningServer(node, group.next(), new ProvisioningServer.Source() {
            @Override
            public PhoneFacts facts(PhoneLine phone) {
                return new PhoneFacts(
                        phone.number(),
                        phone.address().value(),
                        phone.address().gateway(),
                        "alice",
                        "00000000000" + phone.number(),
                        null,
                        1,
                        List.of());
            }

            @Override
            public CompletableFuture<Optional<MacAddress>> station(PhoneAddress address) {
                boolean first = address.equals(FIRST.address());
                return CompletableFuture.completedFuture(
                        Optional.of(MacAddress.parse(first ? "00:0b:82:00:00:01" : "00:0b:82:00:00:02")));
            }
        });
        // Before there is an interface: a phone may be plugged in at any time.
        server.follow(BOTH).sync();
        phones.links().createVeth("phone", "wire");
        phones.links().move("wire", node);
        for (PhoneLine phone : BOTH) {
            node.addresses().add("wire", phone.address().gatewayText() + "/30");
            phones.addresses().add("phone", phone.address() + "/30");
        }
        node.links().up("wire");
        phones.links().up("phone");
    }

    @AfterEach
    void cut() {
        server.close();
        group.shutdownGracefully().syncUninterruptibly();
        node.close();
        phones.close();
        clear();
    }

    private static void clear() {
        for (String name : List.of(NODE, PHONES)) {
            if (Namespace.list().contains(name)) {
                Namespace.delete(name);
            }
        }
    }

    /** What curl gets, as a phone; nothing but its exit code if the server hung up. */
    private static String curl(PhoneLine phone, String url, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "ip",
                "netns",
                "exec",
                PHONES,
                "curl",
                "--silent",
                "--max-time",
                "20",
                "--interface",
                phone.address().toString(),
                "--write-out",
                "%{http_code}"));
        command.addAll(List.of(more));
        command.add(url);
        Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = curl.waitFor();
        return exit == 0 ? answer : "exit " + exit;
    }

    @Test
    void aPhoneReadsItsOwnConfigurationAndNoOtherPhones() throws Exception {
        String first = "http://" + FIRST.address().gatewayText();
        String second = "http://" + SECOND.address().gatewayText();
        assertThat(curl(FIRST, first + "/cfg000b82000001.xml"))
                .contains("<P2>000000000001</P2>")
                .endsWith("200");
        assertThat(curl(SECOND, second + "/cfg000b82000002.xml")).contains("<P2>000000000002</P2>");
        // At its own gateway, by the other's name; and at the other's gateway, by any name.
        assertThat(curl(SECOND, second + "/cfg000b82000001.xml"))
                .doesNotContain("<P2>")
                .endsWith("404");
        assertThat(curl(SECOND, first + "/cfg000b82000001.xml")).startsWith("exit ");
        assertThat(curl(SECOND, first + "/cfg000b82000002.xml")).startsWith("exit ");
        assertThat(curl(SECOND, first + "/spa504G.cfg")).startsWith("exit ");
        assertThat(server.counters().count(ProvisioningCounter.NOT_FROM_THE_PHONE))
                .isEqualTo(3);
        assertThat(server.counters().count(ProvisioningCounter.NOT_THE_PHONES)).isEqualTo(1);
    }

    @Test
    void aPhoneThatIsNoneAnyMoreReadsNothing() throws Exception {
        String second = "http://" + SECOND.address().gatewayText() + "/";
        assertThat(curl(SECOND, second)).endsWith("200");
        server.follow(List.of(FIRST)).sync();
        assertThat(curl(SECOND, second)).startsWith("exit ");
        assertThat(curl(FIRST, "http://" + FIRST.address().gatewayText() + "/", "--head"))
                .contains("HTTP/1.1 200");
    }

    @Test
    void aPhoneThatIsNoneAnyMoreIsHungUpOn() throws Exception {
        List<Boolean> ends = phones.call(() -> {
            try (Socket one = new Socket(SECOND.address().gatewayText(), 80);
                    Socket other = new Socket(SECOND.address().gatewayText(), 80)) {
                one.setSoTimeout(5_000);
                other.setSoTimeout(5_000);
                server.follow(List.of(FIRST)).sync();
                return List.of(isHungUpOn(one), isHungUpOn(other));
            }
        });
        assertThat(ends).containsOnly(true);
        assertThat(server.counters().count(ProvisioningCounter.TIMED_OUT)).isZero();
    }

    /** One that still waited to be accepted is reset. */
    private static boolean isHungUpOn(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void whoConnectsAndSaysNothingIsHungUpOn() throws Exception {
        int end = phones.call(() -> {
            try (Socket silent = new Socket(FIRST.address().gatewayText(), 80)) {
                silent.setSoTimeout(60_000);
                return silent.getInputStream().read();
            }
        });
        assertThat(end).isEqualTo(-1);
        assertThat(server.counters().count(ProvisioningCounter.TIMED_OUT)).isEqualTo(1);
    }

    @Test
    void whoConnectsWithoutEndIsTurnedAway() throws Exception {
        String url = "http://" + FIRST.address().gatewayText() + "/book.csv";
        String often = curl(FIRST, url, "--next", "--silent", url + "?[1-100]");
        assertThat(server.counters().count(ProvisioningCounter.OVER_RATE))
                .as(often)
                .isPositive();
        assertThat(server.counters().count(ProvisioningCounter.SERVED)).isGreaterThanOrEqualTo(60);
        assertThat(curl(SECOND, "http://" + SECOND.address().gatewayText() + "/"))
                .endsWith("200");
    }
}
