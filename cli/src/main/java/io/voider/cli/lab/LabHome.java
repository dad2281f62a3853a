package io.voider.cli.lab;

import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.transport.link.LinkProfile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One home: the machine that the node runs on, behind a NAT of some kind, and a phone on the machine's second interface.
 *
 * @param name whose home it is
 * @param number the site's number, 1…62
 * @param machine where the node runs
 * @param router the NAT next to it; the machine itself when there is none
 * @param phone where the phone is
 * @param directory for this home's files
 */
record LabHome(String name, int number, Namespace machine, Namespace router, Namespace phone, Path directory) {
    static final String PHONE_INTERFACE = "phone0";

    /** Builds a home. */
    static LabHome build(Topology topology, String name, int number, NatKind nat, LinkProfile cable, Path directory)
            throws IOException, InterruptedException {
        Namespace machine = topology.namespace(name);
        Namespace router = machine;
        if (nat != NatKind.NONE) {
            router = topology.namespace("r" + number);
            Namespace outermost = router;
            Topology.behind(router, machine, "192.168.1", "eth0");
            if (nat.hasOuterRouter()) {
                outermost = topology.namespace("o" + number);
                Topology.behind(outermost, router, "100.64." + number, "wan");
                topology.connect(outermost, number, cable);
                Topology.rules(outermost, nat.outerRules());
            } else {
                topology.connect(router, number, cable);
            }
            Topology.rules(router, nat.rules());
        } else {
            topology.connect(machine, number, cable);
        }
        Namespace phone = topology.namespace(name + "-phone");
        LabHome home = new LabHome(name, number, machine, router, phone, directory);
        machine.links().createVeth(PHONE_INTERFACE, "eth0", phone);
        phone.addresses().add("eth0", home.phoneAddress() + "/30");
        phone.links().up("eth0");
        phone.routes().add(Route.to("0.0.0.0/0").via(home.gateway()));
        return home;
    }

    /** The phone's own address: the same in every home, since that must not matter. */
    String phoneAddress() {
        return "172.16.0.1";
    }

    private String gateway() {
        return "172.16.0.2";
    }

    /** What the node's namespaces begin with. */
    String prefix() {
        return "vl" + number;
    }

    /** The node's own directory. */
    Path nodeDirectory() {
        return directory.resolve("node");
    }
}
