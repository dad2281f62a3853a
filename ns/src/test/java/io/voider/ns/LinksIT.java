package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interfaces, addresses, neighbours, routes, rules and sysctls, against the running kernel. */
@Timeout(60)
final class LinksIT {

    private final Namespace here = Namespace.anonymous("here");
    private final Namespace there = Namespace.anonymous("there");

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void aVethPairIsMadeMovedRenamedAndDeleted() {
        here.links().createVeth("a0", "b0");
        Link a0 = here.links().require("a0");
        Link b0 = here.links().require("b0");
        assertThat(a0.kind()).isEqualTo("veth");
        assertThat(a0.peer()).hasValue(b0.index());
        assertThat(a0.peerNamespace()).isEmpty();
        assertThat(a0.mac()).isPresent().isNotEqualTo(b0.mac());
        assertThat(a0.up()).isFalse();

        here.links().move("b0", there, "c0");
        assertThat(here.links().find("b0")).isEmpty();
        assertThat(there.links().find("c0")).isPresent();
        assertThat(here.links().require("a0").peerNamespace()).isPresent();
        there.links().rename("c0", "d0");
        there.links().move("d0", here);
        assertThat(here.links().find("d0")).isPresent();
        assertThat(there.links().list()).extracting(Link::name).doesNotContain("c0", "d0");

        here.links().delete("a0");
        assertThat(here.links().find("d0")).isEmpty();
    }

    @Test
    void bothEndsUpMakeItRun() throws Exception {
        here.links().createVeth("a0", "b0", there);
        here.links().up("a0");
        assertThat(here.links().require("a0"))
                .matches(Link::up)
                .extracting(Link::state)
                .isNotEqualTo(Link.State.UP);
        there.links().up("b0");
        Eventually.holds("a0 up", () -> here.links().require("a0").state() == Link.State.UP);
        assertThat(here.links().require("a0")).matches(Link::running);
        here.links().down("a0");
        assertThat(here.links().require("a0").up()).isFalse();
    }

    @Test
    void mtuAndMacAreSet() {
        here.links().createVeth("a0", "b0");
        here.links().mtu("a0", 1400);
        MacAddress mac = MacAddress.parse("02:00:5e:10:00:01");
        here.links().mac("a0", mac);
        assertThat(here.links().require("a0").mtu()).isEqualTo(1400);
        assertThat(here.links().require("a0").mac()).contains(mac);
    }

    @Test
    void aTunDeviceStaysAndBelongsToItsOwner() {
        here.links().createTun("tun0", 65534);
        Link tun = here.links().require("tun0");
        assertThat(tun.kind()).isEqualTo("tun");
        assertThat(tun.owner()).hasValue(65534);
        assertThat(tun.mac()).isEmpty();
        assertThatThrownBy(() -> here.links().createTun("tun0", 0))
                .hasMessageContaining("ioctl TUNSETIFF(tun0): EBUSY");
        here.links().delete("tun0");
        assertThat(here.links().find("tun0")).isEmpty();
    }

    @Test
    void aBridgeTakesPorts() {
        here.links().createBridge("br0");
        here.links().createVeth("a0", "b0", there);
        here.links().enslave("a0", "br0");
        assertThat(here.links().require("a0").master())
                .hasValue(here.links().require("br0").index());
    }

    @Test
    void statisticsCount() throws Exception {
        here.links().up("lo");
        here.call(() -> Prefix.parseAddress("127.0.0.1").isReachable(1000));
        Link.Statistics lo = here.links().require("lo").statistics();
        assertThat(lo.sentPackets()).isPositive();
        List<String> counts = here.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/dev"))).stream()
                .filter(line -> line.strip().startsWith("lo:"))
                .flatMap(line -> Stream.of(line.strip().split("\\s+")))
                .toList();
        assertThat(counts.subList(1, 5)) // bytes, packets, errors, drops
                .containsExactly(
                        "" + lo.receivedBytes(),
                        "" + lo.receivedPackets(),
                        "" + lo.receiveErrors(),
                        "" + lo.receiveDrops());
        assertThat(counts.subList(9, 13))
                .containsExactly("" + lo.sentBytes(), "" + lo.sentPackets(), "" + lo.sendErrors(), "" + lo.sendDrops());
    }

    @Test
    void whatFailsSaysOnWhat() {
        assertThatThrownBy(() -> here.links().up("nope")).isInstanceOfSatisfying(KernelException.class, e -> {
            assertThat(e.errnoName()).isEqualTo("ENODEV");
            assertThat(e.systemCall()).isEqualTo("rtnetlink RTM_NEWLINK");
            assertThat(e.object()).isEqualTo("nope in here");
        });
        here.links().createVeth("a0", "b0");
        assertThatThrownBy(() -> here.links().createVeth("a0", "c0")).hasMessageContaining("EEXIST");
        assertThatThrownBy(() -> here.links().mtu("a0", 7)).hasMessageContaining("mtu less than device minimum");
        assertThatThrownBy(() -> here.links().createVeth("0123456789abcdef", "c0"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesOfBothFamilies() {
        here.links().createVeth("a0", "b0");
        here.links().up("a0");
        here.links().up("b0");
        here.addresses().add("a0", "10.0.0.1/24");
        here.addresses().add("a0", "fd00::1/64");
        assertThat(here.addresses().list("a0"))
                .extracting(address -> address.prefix().toString())
                .contains("10.0.0.1/24", "fd00::1/64");
        assertThat(here.addresses().list("a0"))
                .filteredOn(address -> !address.linkLocal())
                .allMatch(InterfaceAddress::permanent)
                .noneMatch(InterfaceAddress::tentative);
        assertThatThrownBy(() -> here.addresses().add("a0", "10.0.0.1/24")).hasMessageContaining("EEXIST");
        here.addresses().remove("a0", "10.0.0.1/24");
        here.addresses().remove("a0", "fd00::1/64");
        assertThatThrownBy(() -> here.addresses().remove("a0", "10.0.0.1/24")).hasMessageContaining("EADDRNOTAVAIL");
        assertThat(here.addresses().list("a0"))
                .extracting(address -> address.prefix().length())
                .doesNotContain(24);
    }

    @Test
    void neighboursAreSetAndForgotten() {
        here.links().createVeth("a0", "b0");
        here.links().up("a0");
        MacAddress mac = MacAddress.parse("02:00:00:00:00:09");
        here.neighbours().set("a0", "10.0.0.9", mac);
        here.neighbours().set("a0", "fd00::9", mac);
        assertThat(here.neighbours().list("a0"))
                .filteredOn(neighbour -> neighbour.state() == Neighbour.State.PERMANENT)
                .hasSize(2)
                .allSatisfy(neighbour -> assertThat(neighbour.mac()).contains(mac));
        here.neighbours().remove("a0", "10.0.0.9");
        assertThatThrownBy(() -> here.neighbours().remove("a0", "10.0.0.9")).hasMessageContaining("ENOENT");
    }

    @Test
    void routesOfEveryKindComeBackAsTheyWereMade() {
        here.links().createVeth("a0", "b0");
        here.links().up("lo");
        here.links().up("a0");
        here.links().up("b0");
        here.addresses().add("a0", "10.0.0.1/24");
        here.addresses().add("a0", "fd00::1/64");
        List<Route> made = List.of(
                Route.to("0.0.0.0/0").via("10.0.0.254").dev("a0"),
                Route.to("10.9.0.0/16").dev("a0").source("10.0.0.1").metric(7),
                Route.to("fd09::/16").via("fd00::fe").dev("a0").metric(1024),
                Route.local("10.0.0.0/8").dev("lo").table(100),
                Route.blackhole("10.1.0.0/16").table(5000),
                Route.of(Route.Type.UNREACHABLE, "10.2.0.0/16"),
                Route.of(Route.Type.PROHIBIT, "10.3.0.0/16"),
                Route.of(Route.Type.THROW, "10.4.0.0/16").table(100));
        for (Route route : made) {
            here.routes().add(route);
        }
        assertThat(here.routes().list()).containsAll(made);
        assertThat(here.routes().list(100)).hasSize(2);
        assertThatThrownBy(() -> here.routes().add(made.get(0))).hasMessageContaining("EEXIST");
        assertThatThrownBy(() -> here.routes().add(Route.to("10.5.0.0/16").via("192.0.2.1")))
                .hasMessageContaining("ENETUNREACH");
        here.routes().replace(Route.to("0.0.0.0/0").via("10.0.0.253").dev("a0"));
        assertThat(here.routes().list()).doesNotContain(made.get(0));
        for (Route route : made.subList(1, made.size())) {
            here.routes().remove(route);
        }
        assertThat(here.routes().list()).doesNotContainAnyElementsOf(made);
        assertThatThrownBy(() -> here.routes().remove(made.get(1))).hasMessageContaining("ESRCH");
    }

    @Test
    void rulesComeBackAsTheyWereMade() {
        List<Rule> made = List.of(
                Rule.lookup(100).priority(10).ipProtocol(6),
                Rule.lookup(5000)
                        .priority(11)
                        .from("10.1.0.0/16")
                        .to("10.2.0.0/16")
                        .incoming("lo"),
                Rule.lookup(7).priority(12).mark(0x2a),
                Rule.of(Rule.Family.IPV4, Rule.Action.BLACKHOLE, 0).priority(13).outgoing("tun0"),
                Rule.of(Rule.Family.IPV6, Rule.Action.LOOKUP, 100).priority(14).from("fd00::/8"));
        for (Rule rule : made) {
            here.rules().add(rule);
        }
        assertThat(here.rules().list()).containsAll(made);
        assertThatThrownBy(() -> here.rules().add(made.get(0))).hasMessageContaining("EEXIST");
        for (Rule rule : made) {
            here.rules().remove(rule);
        }
        assertThat(here.rules().list()).doesNotContainAnyElementsOf(made);
        assertThatThrownBy(() -> here.rules().remove(made.get(0))).hasMessageContaining("ENOENT");
    }

    @Test
    void sysctlsBelongToTheirNamespaceAndComeBack() {
        here.links().createVeth("a0", "b0");
        String forward = "net/ipv4/ip_forward";
        there.sysctls().set(forward, "0");
        here.sysctls().set(forward, "1");
        assertThat(here.sysctls().get(forward)).isEqualTo("1");
        assertThat(there.sysctls().get(forward)).isEqualTo("0");

        String filter = "net/ipv4/conf/a0/rp_filter";
        String before = here.sysctls().get(filter);
        try (HeldSysctl held = here.sysctls().hold(filter, "2")) {
            assertThat(held.previous()).isEqualTo(before);
            assertThat(here.sysctls().get(filter)).isEqualTo("2");
        }
        assertThat(here.sysctls().get(filter)).isEqualTo(before);
        assertThatThrownBy(() -> here.sysctls().get("net/ipv4/nope")).hasMessageContaining("ENOENT");
        assertThatThrownBy(() -> here.sysctls().set(forward, "maybe"))
                .hasMessageContaining("EINVAL")
                .hasMessageContaining("net/ipv4/ip_forward in here");
        assertThatThrownBy(() -> here.sysctls().get("net/../kernel/hostname"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingTheNamespaceRestoresWhatWasHeld() {
        String ttl = "net/ipv4/ip_default_ttl";
        String before = here.sysctls().get(ttl);
        Namespace again = Namespace.again("again", here);
        again.sysctls().hold(ttl, "17");
        assertThat(here.sysctls().get(ttl)).isEqualTo("17");
        again.close();
        assertThat(here.sysctls().get(ttl)).isEqualTo(before);
    }
}
