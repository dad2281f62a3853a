package io.voider.cli.lab.world;

import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.transport.link.LinkProfile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One home: the machine that the node runs on, behind a NAT of some kind, and a phone on the machine's second interface.
 *
 * @param name whose home it is
 * @param number the site's number, 1…20
 * @param machine where the node runs
 * @param router the NAT next to it; the machine itself when there is none
 * @param outermost what has the public address: the router, another before it, or the machine
 * @param nat what kind of NAT that is
 * @param phone where the phone is
 * @param directory for this home's files
 */
public record LabHome(
        String name,
        int number,
        Namespace machine,
        Namespace router,
        Namespace outermost,
        NatKind nat,
        Namespace phone,
        Path directory) {
    public static final String PHONE_INTERFACE = "phone0";

    private static final String FORGET = "delete table ip voider\n";

    /**
     * Builds a home.
     *
     * @param switched whether the phone has a switch in it, as those with a socket for a computer have, so that another can hang behind
     */
    public static LabHome build(
            Topology topology,
            String name,
            int number,
            NatKind nat,
            LinkProfile cable,
            boolean switched,
            Path directory)
            throws IOException, InterruptedException {
        Namespace machine = topology.namespace(name);
        Namespace router = nat == NatKind.NONE ? machine : topology.namespace("r" + number);
        Namespace outermost = nat.hasOuterRouter() ? topology.namespace("o" + number) : router;
        if (router != machine) {
            Topology.behind(router, machine, "192.168.1", "eth0");
        }
        if (outermost != router) {
            Topology.behind(outermost, router, "100.64." + number, "wan");
        }
        topology.connect(outermost, number, cable);
        Namespace phone = topology.namespace(name + "-phone");
        LabHome home = new LabHome(name, number, machine, router, outermost, nat, phone, directory);
        home.loadRules();
        String wire = switched ? "wire" : "eth0";
        machine.links().createVeth(PHONE_INTERFACE, wire, phone);
        if (switched) {
            phone.links().createBridge("eth0");
            phone.links().enslave(wire, "eth0");
            // Else it would become another device when something is plugged in whose address is lower.
            phone.links().require(wire).mac().ifPresent(mac -> phone.links().mac("eth0", mac));
            phone.links().up(wire);
        }
        phone.links().up("eth0");
        return home;
    }

    /** Plugs another phone into the socket of the first, which has a switch in it. */
    public Namespace plugAnother(Topology topology) {
        Namespace other = topology.namespace(name + "-phone2");
        phone.links().createVeth("socket", "eth0", other);
        phone.links().enslave("socket", "eth0");
        phone.links().up("socket");
        other.links().up("eth0");
        return other;
    }

    /** Brings IPv6 to the machine, from router to router. */
    public void bringIpv6() throws IOException, InterruptedException {
        String site = "2001:db8:" + number + ":";
        if (router != machine) {
            Topology.behindIpv6(router, machine, site + "1", "eth0");
        }
        if (outermost != router) {
            Topology.behindIpv6(outermost, router, site + "2", "wan");
            outermost.routes().add(Route.to(site + "1::/64").via(site + "2::2"));
        }
    }

    private void loadRules() throws IOException, InterruptedException {
        if (router != machine) {
            Topology.rules(router, nat.rules());
        }
        if (outermost != router) {
            Topology.rules(outermost, nat.outerRules());
        }
    }

    /** Switches the NATs off and on: they have forgotten who spoke with whom. */
    public void rebootNats() throws IOException, InterruptedException {
        if (router != machine) {
            Topology.rules(router, FORGET);
        }
        if (outermost != router) {
            Topology.rules(outermost, FORGET);
        }
        Topology.reconnect(outermost, number);
        loadRules();
    }

    /** The phone's own address: the same in every home, since that must not matter. */
    public String phoneAddress() {
        return "172.16.0.1";
    }

    /** The node's address towards the phone, at which it may have an account. */
    public String gateway() {
        return "172.16.0.2";
    }

    /** What the node's namespaces begin with. */
    public String prefix() {
        return prefix(number);
    }

    /** What the namespaces of the node of home {@code number} begin with. */
    public static String prefix(int number) {
        return "vl" + number;
    }

    /** The node's own directory. */
    public Path nodeDirectory() {
        return directory.resolve("node");
    }
}
