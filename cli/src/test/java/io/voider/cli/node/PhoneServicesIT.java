package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.node.DhcpClient.Program;
import io.voider.cli.orders.Order;
import io.voider.cli.report.AskerReport;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.PhonesReport;
import io.voider.cli.state.Registrar;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phones that are plugged into a switch and know nothing: other people's DHCP clients, and the node. */
class PhoneServicesIT {
    private static final String ALICE = TwoHomes.ALICE;
    private static final String SWITCH = "sw";
    private static final MacAddress GRANDSTREAM = MacAddress.parse("00:0b:82:00:00:01");
    private static final MacAddress SECOND = MacAddress.parse("02:00:00:00:00:02");
    private static final MacAddress THIRD = MacAddress.parse("02:00:00:00:00:03");
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int SILENCE_MILLIS = 400;

    @TempDir
    private Path directory;

    private TwoHomes homes;

    @BeforeEach
    void plugASwitchIn() throws Exception {
        homes = new TwoHomes(directory);
        homes.books(ALICE, alice -> {});
        Namespace machine = homes.machine();
        machine.links().createBridge(SWITCH);
        machine.links().up(SWITCH);
        machine.links().enslave(TwoHomes.phoneInterface(ALICE) + "-end", SWITCH);
        machine.links().up(TwoHomes.phoneInterface(ALICE) + "-end");
    }

    @AfterEach
    void close() {
        homes.close();
    }

    private void run() throws Exception {
        homes.run(ALICE);
        homes.awaitReady(ALICE);
    }

    private DhcpClient plugIn(String name, MacAddress mac) throws IOException {
        return new DhcpClient(directory.resolve(name), homes.machine(), SWITCH, name, mac);
    }

    private static PhonesReport phones(ControlClient node) throws IOException {
        return node.request("GET", "/v1/phones", Map.of(), PhonesReport.class);
    }

    @Test
    void anyClientGetsAllThatAPhoneNeeds() throws Exception {
        run();
        for (Program program : Program.there()) {
            try (DhcpClient phone = plugIn(program.name().toLowerCase(Locale.ROOT), GRANDSTREAM)) {
                Map<String, String> given = phone.ask(program);
                assertThat(given).as("%s said: %s", program, phone.said()).isNotEmpty();
                assertGiven(program, given);
            }
        }
        try (ControlClient node = homes.control(ALICE)) {
            PhoneReport report = phones(node).phones().get(0);
            assertThat(report.mac()).isEqualTo(GRANDSTREAM.toString());
            assertThat(report.vendor()).isEqualTo("Grandstream");
            assertThat(report.addressFrom()).isEqualTo("dhcp");
            assertThat(report.leaseUntil()).isNotNull();
        }
    }

    private static void assertGiven(Program program, Map<String, String> given) {
        String url = "http://172.16.0.2/Grandstream";
        if (program == Program.UDHCPC) {
            // It takes no URL for the name of a TFTP server, and gives what it does not know in hexadecimal digits.
            assertThat(given)
                    .containsEntry("ip", "172.16.0.1")
                    .containsEntry("subnet", "255.255.255.252")
                    .containsEntry("router", "172.16.0.2")
                    .containsEntry("dns", "172.16.0.2")
                    .containsEntry("ntpsrv", "172.16.0.2")
                    .containsEntry("lease", "300")
                    .containsEntry("opt160", HexFormat.of().formatHex(url.getBytes(StandardCharsets.US_ASCII)));
            return;
        }
        assertThat(given)
                .containsEntry("new_ip_address", "172.16.0.1")
                .containsEntry("new_subnet_mask", "255.255.255.252")
                .containsEntry("new_routers", "172.16.0.2")
                .containsEntry("new_domain_name_servers", "172.16.0.2")
                .containsEntry("new_ntp_servers", "172.16.0.2")
                .containsEntry("new_dhcp_lease_time", "300");
        if (program == Program.DHCLIENT) {
            assertThat(given).containsEntry("new_tftp_server_name", url);
        }
    }

    @Test
    void twoPhonesOnOneWireKeepTheirNumbersAndOneThatIsReplacedGivesItsOwnAway() throws Exception {
        homes.books(ALICE, Registrar::addPhone);
        run();
        try (DhcpClient first = plugIn("p1", GRANDSTREAM);
                DhcpClient second = plugIn("p2", SECOND);
                DhcpClient third = plugIn("p3", THIRD)) {
            assertThat(first.ask(Program.UDHCPC)).containsEntry("ip", "172.16.0.1");
            assertThat(second.ask(Program.UDHCPC))
                    .containsEntry("ip", "172.16.0.5")
                    .containsEntry("router", "172.16.0.6");
            assertThat(third.ask(Program.UDHCPC)).isEmpty();
            // What was acknowledged is on the disk: a node that is killed knows it when it is back.
            homes.program(ALICE).destroyForcibly().waitFor();
            run();
            assertThat(second.ask(Program.UDHCPC)).containsEntry("ip", "172.16.0.5");
            assertThat(third.ask(Program.UDHCPC)).isEmpty();
            try (ControlClient node = homes.control(ALICE)) {
                AskerReport asker = phones(node).askers().get(0);
                assertThat(asker.mac()).isEqualTo(THIRD.toString());
                assertThat(asker.why()).contains("voider phone forget");
                node.request("POST", "/v1/phones/forget", Map.of("phone", 1), Map.class);
                assertThat(third.ask(Program.UDHCPC)).containsEntry("ip", "172.16.0.1");
                assertThat(first.ask(Program.UDHCPC)).isEmpty();
                Order<?> more = new Order.AddPhone();
                node.request("POST", "/v1/orders/" + more.name(), more, more.report());
                assertThat(first.ask(Program.UDHCPC)).containsEntry("ip", "172.16.0.9");
                assertThat(phones(node).phones().stream().map(PhoneReport::mac))
                        .containsExactly(THIRD.toString(), SECOND.toString(), GRANDSTREAM.toString());
                assertThat(phones(node).askers()).isEmpty();
            }
        }
    }

    @Test
    void aPhoneHearsTheTimeAndTheNodesNamesFromItsOwnGatewayAlone() throws Exception {
        homes.books(ALICE, Registrar::addPhone);
        run();
        try (DhcpClient phone = plugIn("p1", GRANDSTREAM)) {
            phone.ask(Program.UDHCPC);
            phone.namespace().addresses().add("eth0", "172.16.0.1/30");
            phone.namespace().routes().add(Route.to("0.0.0.0/0").via("172.16.0.2"));
            byte[] clock = ask(phone.namespace(), "172.16.0.2", 123, timeQuestion(), PATIENCE_MILLIS);
            assertThat(clock).hasSize(48);
            assertThat(clock[0] & 0x3f).isEqualTo(0x24);
            byte[] name = ask(phone.namespace(), "172.16.0.2", 53, nameQuestion("voider"), PATIENCE_MILLIS);
            assertThat(Arrays.copyOfRange(name, name.length - 4, name.length)).containsExactly(172, 16, 0, 2);
            byte[] other =
                    ask(phone.namespace(), "172.16.0.2", 53, nameQuestion("fm.grandstream.com"), PATIENCE_MILLIS);
            assertThat(other[3] & 15).as("no such name").isEqualTo(3);
            for (String elsewhere : List.of("172.16.0.6", "10.1.1.2", "8.8.8.8")) {
                assertThat(ask(phone.namespace(), elsewhere, 123, timeQuestion(), SILENCE_MILLIS))
                        .as(elsewhere)
                        .isEmpty();
            }
            try (ControlClient node = homes.control(ALICE)) {
                assertThat(phones(node).phones().get(0).addressFrom()).isEqualTo("dhcp");
                assertThat(phones(node).phones().stream().map(PhoneReport::seen))
                        .containsExactly(true, false);
            }
        }
    }

    @Test
    void aPhoneThatWasSetByHandNeedsNothingOfAllThis() throws Exception {
        run();
        try (DhcpClient phone = plugIn("p1", SECOND);
                DhcpClient another = plugIn("p2", THIRD);
                ControlClient node = homes.control(ALICE)) {
            phone.namespace().addresses().add("eth0", "172.16.0.1/30");
            assertThat(ask(phone.namespace(), "172.16.0.2", 53, nameQuestion("gateway.home.arpa"), PATIENCE_MILLIS))
                    .isNotEmpty();
            PhoneReport report = phones(node).phones().get(0);
            assertThat(report.mac()).isEqualTo(SECOND.toString());
            assertThat(report.addressFrom()).isEqualTo("hand");
            assertThat(another.ask(Program.UDHCPC)).as("its address is taken").isEmpty();
            assertThat(phones(node).askers().get(0).why()).contains(SECOND.toString());
        }
    }

    private static byte[] timeQuestion() {
        byte[] question = new byte[48];
        question[0] = 0x23;
        return question;
    }

    private static byte[] nameQuestion(String name) {
        StringBuilder labels = new StringBuilder("123401000001000000000000");
        for (String label : name.split("\\.", -1)) {
            labels.append(HexFormat.of().toHexDigits((byte) label.length()))
                    .append(HexFormat.of().formatHex(label.getBytes(StandardCharsets.US_ASCII)));
        }
        return HexFormat.of().parseHex(labels + "0000010001");
    }

    /** What is answered, or nothing. */
    private static byte[] ask(Namespace phone, String address, int port, byte[] question, int millis) {
        return phone.call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(new InetSocketAddress(address, port));
                socket.setSoTimeout(millis);
                socket.send(new DatagramPacket(question, question.length));
                DatagramPacket answer = new DatagramPacket(new byte[600], 600);
                socket.receive(answer);
                return Arrays.copyOf(answer.getData(), answer.getLength());
            } catch (SocketTimeoutException e) {
                return new byte[0];
            }
        });
    }
}
