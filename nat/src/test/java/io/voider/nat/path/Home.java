package io.voider.nat.path;

import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A home of the lab: up to two routers in a row, and nodes on the LAN behind them. Number n has 198.51.n.2 on the
 * Internet and 10.n.0.0/24 within, and if it has IPv6, 2001:db8:n::/64 within.
 */
final class Home implements AutoCloseable {
    /** A node's machine. */
    record Machine(Namespace namespace, List<InetAddress> addresses, InetAddress gateway) {}

    private final NatLab lab;
    private final HomeKind kind;
    private final int number;
    private final @Nullable DelayedCable cable;
    private final List<Namespace> routers = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();

    Home(NatLab lab, HomeKind kind, int number) throws IOException {
        this.lab = lab;
        this.kind = kind;
        this.number = number;
        boolean routed = kind.routers > 0;
        Namespace first = routed ? router() : NatLab.machine("node", false);
        String wan = routed ? "wan" : "eth0";
        cable = lab.connect(lab.core(), uplink(), first, wan);
        number(lab.core(), uplink(), first, wan, "198.51." + number, "2001:db8:" + number + ":ffff");
        NatLab.nft(first, kind.outerRules(outside()));
        if (!routed) {
            machines.add(machine(first, "198.51." + number, 2));
            return;
        }
        if (kind.ipv6) {
            lab.core().routes().add(Route.to("2001:db8:" + number + "::/64").via("2001:db8:" + number + ":ffff::2"));
        }
        if (kind.routers > 1) {
            Namespace second = router();
            NatLab.join(first, "lan", second, "wan");
            number(first, "lan", second, "wan", "100.64." + number, "");
            NatLab.nft(second, HomeKind.innerRules());
        }
        lan(routers.get(routers.size() - 1));
        addMachine();
    }

    private void lan(Namespace router) {
        router.links().createBridge("lan");
        if (router.call(() -> Files.exists(Path.of("/proc/sys/net/bridge")))) {
            // What a router routes, its bridge is not to translate before: br_netfilter would.
            router.sysctls().set("net/bridge/bridge-nf-call-iptables", "0");
            router.sysctls().set("net/bridge/bridge-nf-call-ip6tables", "0");
        }
        router.links().up("lan");
        router.addresses().add("lan", "10." + number + ".0.1/24");
        if (kind.ipv6) {
            router.addresses().add("lan", "2001:db8:" + number + "::1/64");
        }
    }

    private String uplink() {
        return "home" + number;
    }

    /** The address that the Internet knows. */
    String outside() {
        return "198.51." + number + ".2";
    }

    private Namespace router() {
        Namespace router = NatLab.machine("router", true);
        routers.add(router);
        return router;
    }

    private void number(Namespace near, String nearName, Namespace far, String farName, String net, String net6) {
        near.addresses().add(nearName, net + ".1/24");
        far.addresses().add(farName, net + ".2/24");
        far.routes().add(Route.to("0.0.0.0/0").via(net + ".1"));
        if (kind.ipv6 && !net6.isEmpty()) {
            near.addresses().add(nearName, net6 + "::1/64");
            far.addresses().add(farName, net6 + "::2/64");
            far.routes().add(Route.to("::/0").via(net6 + "::1"));
        }
    }

    /** Another node on the same LAN. */
    Machine addMachine() throws IOException {
        Namespace router = routers.get(routers.size() - 1);
        int host = 2 + machines.size();
        Namespace node = NatLab.machine("node", false);
        String port = "port" + host;
        NatLab.join(router, port, node, "eth0");
        router.links().enslave(port, "lan");
        if (!kind.ipv6Only()) {
            node.addresses().add("eth0", "10." + number + ".0." + host + "/24");
            node.routes().add(Route.to("0.0.0.0/0").via("10." + number + ".0.1"));
        }
        if (kind.ipv6) {
            node.addresses().add("eth0", "2001:db8:" + number + "::" + host + "/64");
            node.routes().add(Route.to("::/0").via("2001:db8:" + number + "::1"));
        }
        Machine machine = machine(node, "10." + number + ".0", host);
        machines.add(machine);
        return machine;
    }

    private Machine machine(Namespace node, String net, int host) throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        if (!kind.ipv6Only()) {
            addresses.add(NatLab.ip(net + "." + host));
        }
        if (kind.ipv6) {
            addresses.add(NatLab.ip("2001:db8:" + number + "::" + host));
        }
        // A link that has just come up is deaf for up to a second: a home is online when somebody answers it.
        String server = kind.ipv6Only() ? Coturn.ADDRESS_6 : Coturn.ADDRESS;
        NatLab.run(node, "", "ping", "-n", "-q", "-c", "1", "-i", "0.02", "-w", "10", server);
        return new Machine(node, addresses, NatLab.ip(net + ".1"));
    }

    /** Nodes of the LAN no longer reach each other there, as on a network for guests. */
    void isolateMachines() throws IOException {
        Namespace router = routers.get(routers.size() - 1);
        for (int i = 0; i < machines.size(); i++) {
            NatLab.run(router, "", "bridge", "link", "set", "dev", "port" + (2 + i), "isolated", "on");
        }
    }

    Machine machine() {
        return machines.get(0);
    }

    /** The router next to the Internet. */
    Namespace outer() {
        return routers.get(0);
    }

    @Override
    public void close() {
        if (cable == null) {
            lab.core().links().delete(uplink());
        } else {
            cable.close();
        }
        routers.forEach(Namespace::close);
        machines.forEach(machine -> machine.namespace().close());
    }
}
