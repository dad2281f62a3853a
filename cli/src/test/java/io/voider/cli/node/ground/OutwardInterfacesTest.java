package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.InterfaceAddress;
import io.voider.ns.Link;
import io.voider.ns.Prefix;
import io.voider.ns.Route;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OutwardInterfacesTest {
    private final List<Link> links = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<InterfaceAddress> addresses = new ArrayList<>();

    private void link(String name, String kind, String... prefixes) {
        int index = links.size() + 1;
        links.add(new Link(
                index,
                name,
                true,
                true,
                Link.State.UNKNOWN,
                name.equals("lo"),
                1500,
                Optional.empty(),
                kind,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Link.Statistics(0, 0, 0, 0, 0, 0, 0, 0)));
        for (String prefix : prefixes) {
            addresses.add(
                    new InterfaceAddress(index, Prefix.parse(prefix), Optional.empty(), false, true, false, false));
        }
    }

    private List<String> chosen() {
        return OutwardInterfaces.addresses(links, routes, addresses).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void whatLeadsToContainersAndVpnsIsLeftOut() {
        link("lo", "", "127.0.0.1/8");
        link("docker0", "bridge", "172.17.0.1/16");
        link("vethab12", "veth", "169.254.3.4/16");
        link("eth0", "", "192.168.1.10/24");
        link("wg0", "wireguard", "10.8.0.2/24");
        link("tun0", "tun", "10.9.0.2/24");
        link("eth0.7", "vlan", "192.168.7.10/24");
        routes.add(Route.to("0.0.0.0/0").via("192.168.1.1").dev("eth0"));
        assertThat(chosen()).containsExactly("192.168.1.10", "192.168.7.10");
    }

    @Test
    void whatADefaultRouteLeavesByIsChosen() {
        link("br0", "bridge", "192.168.1.10/24");
        link("docker0", "bridge", "172.17.0.1/16");
        routes.add(Route.to("0.0.0.0/0").via("192.168.1.1").dev("br0"));
        assertThat(chosen()).containsExactly("192.168.1.10");
    }

    @Test
    void whoHasNothingElseKeepsWhatThereIs() {
        link("lo", "", "127.0.0.1/8");
        link("veth0", "veth", "203.0.113.5/24");
        assertThat(chosen()).containsExactly("203.0.113.5");
    }
}
