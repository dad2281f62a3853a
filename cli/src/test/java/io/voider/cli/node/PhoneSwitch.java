package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.node.DhcpClient.Program;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.nio.file.Path;
import java.util.Map;

/** A switch at alice's phone interface, into which telephones are plugged that know DHCP alone. */
final class PhoneSwitch {
    private static final String BRIDGE = "sw";

    private final Namespace machine;
    private final Path directory;

    /** Before alice's node runs, which then takes the interface. */
    PhoneSwitch(TwoHomes homes, Path directory) {
        machine = homes.machine();
        this.directory = directory;
        String port = TwoHomes.phoneInterface(TwoHomes.ALICE) + "-end";
        machine.links().createBridge(BRIDGE);
        machine.links().up(BRIDGE);
        machine.links().enslave(port, BRIDGE);
        machine.links().up(port);
    }

    /** The address that a home's phone has, by its number. */
    static String address(int phone) {
        return "172.16.0." + (4 * phone - 3);
    }

    static String gateway(int phone) {
        return "172.16.0." + (4 * phone - 2);
    }

    /** A device that has asked for nothing yet; its MAC address ends with that number. */
    DhcpClient device(int number) throws Exception {
        String name = "p" + number;
        return new DhcpClient(
                directory.resolve(name), machine, BRIDGE, name, MacAddress.parse("02:00:00:00:00:0" + number));
    }

    /** A device that asks, and becomes that phone. */
    DhcpClient phone(int phone) throws Exception {
        DhcpClient client = device(phone);
        Map<String, String> given = client.ask(Program.UDHCPC);
        assertThat(given).as(client.said()).containsEntry("ip", address(phone));
        takeAddress(client.namespace(), phone);
        return client;
    }

    /** Uses a phone's address, whoever that is. */
    static void takeAddress(Namespace device, int phone) {
        device.addresses().add("eth0", address(phone) + "/30");
        device.routes().add(Route.to("10.0.0.0/8").via(gateway(phone)));
    }
}
