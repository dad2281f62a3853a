package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.lab.world.Await;
import io.voider.cli.node.DhcpClient.Program;
import io.voider.cli.orders.Order;
import io.voider.cli.state.Registrar;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phones that know nothing but DHCP fetch what they are told to fetch, from a node. */
class ProvisioningIT {
    private static final String ALICE = TwoHomes.ALICE;
    private static final String SWITCH = "sw";
    private static final MacAddress GRANDSTREAM = MacAddress.parse("00:0b:82:00:00:01");
    private static final MacAddress SECOND = MacAddress.parse("02:00:00:00:00:02");

    @TempDir
    private Path directory;

    private TwoHomes homes;

    @BeforeEach
    void start() throws Exception {
        homes = new TwoHomes(directory);
        homes.books(ALICE, alice -> {});
        homes.books(ALICE, Registrar::addPhone);
        Namespace machine = homes.machine();
        machine.links().createBridge(SWITCH);
        machine.links().up(SWITCH);
        machine.links().enslave(TwoHomes.phoneInterface(ALICE) + "-end", SWITCH);
        machine.links().up(TwoHomes.phoneInterface(ALICE) + "-end");
        homes.run(ALICE);
        homes.awaitReady(ALICE);
    }

    @AfterEach
    void close() {
        homes.close();
    }

    private DhcpClient plugIn(String name, MacAddress mac) throws IOException {
        return new DhcpClient(directory.resolve(name), homes.machine(), SWITCH, name, mac);
    }

    /** Asks for an address, and has it: where the configuration is. */
    private static String address(DhcpClient phone) throws Exception {
        Map<String, String> given = phone.ask(Program.UDHCPC);
        assertThat(given).as(phone.said()).containsKey("opt160");
        phone.namespace().addresses().add("eth0", given.get("ip") + "/30");
        return new String(HexFormat.of().parseHex(given.get("opt160")), StandardCharsets.US_ASCII);
    }

    private static String curl(DhcpClient phone, String... more) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("curl", "--silent", "--max-time", "10", "--write-out", "%{http_code}"));
        command.addAll(List.of(more));
        Process curl = phone.namespace()
                .start(new ProcessBuilder(command).redirectErrorStream(true))
                .join();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = curl.waitFor();
        return exit == 0 ? answer : "exit " + exit;
    }

    @Test
    void aPhoneThatIsPluggedInFindsItsConfigurationAndTheLinesAsTheyAre() throws Exception {
        try (DhcpClient phone = plugIn("p1", GRANDSTREAM);
                ControlClient node = homes.control(ALICE)) {
            String url = address(phone);
            assertThat(curl(phone, url + "/cfg000b82000001.xml"))
                    .contains("<P47>172.16.0.2</P47>", "<P35>101</P35>", "<P331>172.16.0.2/book</P331>")
                    .containsPattern("<P2>[0-9]{12}</P2>");
            assertThat(curl(phone, "http://172.16.0.2/book/phonebook.xml")).doesNotContain("zoe");
            // What is dialled is local for TCP as well, and is no place to fetch anything from.
            phone.namespace().routes().add(Route.to("10.0.0.0/8").via("172.16.0.2"));
            assertThat(curl(phone, "http://10.1.2.1/")).startsWith("exit ");
            Order<?> invite = new Order.Invite("zoe");
            node.request("POST", "/v1/orders/" + invite.name(), invite, invite.report());
            assertThat(curl(phone, "http://172.16.0.2/book/phonebook.xml"))
                    .contains("<LastName>zoe</LastName>", "<phonenumber>21</phonenumber>");
        }
    }

    @Test
    void aSecondPhoneReadsNothingOfTheFirstEvenFromItsAddress() throws Exception {
        try (DhcpClient first = plugIn("p1", GRANDSTREAM);
                DhcpClient second = plugIn("p2", SECOND)) {
            address(first);
            address(second);
            assertThat(curl(second, "http://172.16.0.6/cfg020000000002.xml")).contains("<P2>");
            assertThat(curl(second, "http://172.16.0.6/cfg000b82000001.xml")).endsWith("404");
            second.namespace().addresses().add("eth0", "172.16.0.1/30");
            first.namespace().links().down("eth0");
            for (String path :
                    List.of("/cfg000b82000001.xml", "/cfg020000000002.xml", "/spa504G.cfg", "/linphone.xml")) {
                for (String from : List.of("172.16.0.1", "172.16.0.5")) {
                    assertThat(curl(second, "--interface", from, "http://172.16.0.2" + path))
                            .as("%s from %s", path, from)
                            .doesNotContain("<P2>", "Admin_Passwd", "passwd");
                }
            }
        }
    }

    /** The one of all these phones that can be had for nothing, told no more than where to fetch. */
    @Test
    void aLinphoneRegistersByWhatItFetches() throws Exception {
        try (DhcpClient phone = plugIn("p1", SECOND);
                ControlClient node = homes.control(ALICE)) {
            Order<?> passwords = new Order.Configure("account-passwords", "on");
            node.request("POST", "/v1/orders/" + passwords.name(), passwords, passwords.report());
            address(phone);
            Path home = Files.createDirectories(directory.resolve("linphone/.local/share/linphone"))
                    .resolve("../../..")
                    .normalize();
            Path configuration = Files.writeString(
                    home.resolve("linphonerc"),
                    "[misc]\nconfig-uri=http://172.16.0.2/linphone.xml\n[sip]\nuse_ipv6=0\n");
            Path said = home.resolve("said");
            ProcessBuilder builder = new ProcessBuilder(
                            "env",
                            "HOME=" + home,
                            "PULSE_RUNTIME_PATH=" + home.resolve("pulse"),
                            "linphonec",
                            "-c",
                            configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            Process linphone = phone.namespace().start(builder).join();
            try {
                boolean registered = isRegistered(linphone, said);
                assertThat(registered)
                        .as("%s\n%s", Files.readString(said), Files.readString(configuration))
                        .isTrue();
            } finally {
                linphone.destroyForcibly().waitFor();
            }
            assertThat(Files.readString(configuration)).contains("sip:101@172.16.0.2", "book.vcf");
        }
    }

    private static boolean isRegistered(Process linphone, Path said) throws IOException, InterruptedException {
        OutputStream keyboard = linphone.getOutputStream();
        return Await.until(TimeUnit.SECONDS.toNanos(60), () -> {
            keyboard.write("status register\n".getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
            return Files.readString(said).contains("registered, identity=");
        });
    }
}
