package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.InterfaceAddress;
import io.voider.ns.Link;
import io.voider.ns.MacAddress;
import io.voider.ns.Prefix;
import io.voider.ns.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PhoneInterfacesTest {
    private static final int INDEX = 3;
    private static final String MAC = "02:00:5e:10:00:01";
    private static final Link ETH1 = link("eth1", false, OptionalInt.empty());
    private static final List<Route> UPLINK = List.of(
            Route.to("0.0.0.0/0").via("192.0.2.1").dev("eth0"),
            Route.to("192.0.2.0/24").dev("eth0"));

    private static Link link(String name, boolean loopback, OptionalInt master) {
        return new Link(
                INDEX,
                name,
                true,
                true,
                Link.State.UP,
                loopback,
                1500,
                Optional.of(MacAddress.parse(MAC)),
                "",
                OptionalInt.empty(),
                OptionalInt.empty(),
                master,
                OptionalInt.empty(),
                new Link.Statistics(0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static InterfaceAddress address(int link, String prefix, boolean linkLocal) {
        return new InterfaceAddress(link, Prefix.parse(prefix), Optional.empty(), linkLocal, true, false, false);
    }

    private static String objection(Link link, List<InterfaceAddress> addresses) {
        return PhoneInterfaces.objection(link, addresses, UPLINK);
    }

    @Test
    void anInterfaceWithNothingButItsLinksOwnAddressMayBeTaken() {
        assertThat(objection(ETH1, List.of(address(INDEX, "fe80::1/64", true), address(2, "192.0.2.7/24", false))))
                .isEmpty();
    }

    @Test
    void theOneThatCarriesTheDefaultRouteMayNot() {
        assertThat(objection(link("eth0", false, OptionalInt.empty()), List.of()))
                .contains("default route");
    }

    @Test
    void norOneWithAnAddressInUse() {
        assertThat(objection(ETH1, List.of(address(INDEX, "198.51.100.1/24", false))))
                .contains("198.51.100.1/24");
    }

    @Test
    void norTheLoopbackNorABridgesPort() {
        assertThat(objection(link("lo", true, OptionalInt.empty()), List.of())).contains("loopback");
        assertThat(objection(link("eth1", false, OptionalInt.of(9)), List.of())).contains("bridge");
    }

    @Test
    void oneChosenByItsMacAddressIsFoundUnderAnyName() {
        Link renamed = link("enx02005e100001", false, OptionalInt.empty());
        assertThat(PhoneInterfaces.find("02:00:5E:10:00:01", List.of(renamed))).contains(renamed);
        assertThat(PhoneInterfaces.find("eth1", List.of(renamed))).isEmpty();
    }
}
