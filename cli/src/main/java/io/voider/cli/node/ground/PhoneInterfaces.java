package io.voider.cli.node.ground;

import io.voider.ns.InterfaceAddress;
import io.voider.ns.Link;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine's interfaces, as far as a phone could be plugged into one: which is meant, and why it had better not be taken. */
public final class PhoneInterfaces {
    private PhoneInterfaces() {}

    /**
     * An interface.
     *
     * @param name the kernel's name for it
     * @param mac its Ethernet address, empty if it has none
     * @param driver the driver's name or, of what is no hardware, its kind
     * @param plugged whether something is at the other end
     * @param addresses its addresses with their prefix lengths, those of the link alone left out
     * @param objection why it is not taken unless that is demanded, a clause; empty if there is none
     */
    public record Candidate(
            String name, String mac, String driver, boolean plugged, List<String> addresses, String objection) {
        /** Whether a person means this one, who wrote a name or a MAC address. */
        public boolean isCalled(String nameOrMac) {
            return name.equals(nameOrMac) || mac.equalsIgnoreCase(nameOrMac);
        }
    }

    /** All of the machine's own interfaces but {@code lo}. Blocks on the kernel. */
    public static List<Candidate> candidates() {
        try (Namespace host = Namespace.host()) {
            List<Candidate> candidates = new ArrayList<>();
            for (Link link : host.links().list()) {
                if (!link.loopback()) {
                    candidates.add(candidate(link, host));
                }
            }
            return candidates;
        }
    }

    private static Candidate candidate(Link link, Namespace host) {
        List<InterfaceAddress> addresses = host.addresses().list().stream()
                .filter(address -> address.link() == link.index() && !address.linkLocal())
                .toList();
        return new Candidate(
                link.name(),
                link.mac().map(MacAddress::toString).orElse(""),
                driver(link),
                link.running(),
                addresses.stream().map(address -> address.prefix().toString()).toList(),
                objection(link, addresses, host.routes().list()));
    }

    /** Why an interface is not taken unless that is demanded: a clause, or empty. */
    static String objection(Link link, List<InterfaceAddress> addresses, List<Route> routes) {
        if (link.loopback()) {
            return "is the machine's own loopback";
        }
        boolean uplink = routes.stream()
                .anyMatch(route -> route.destination().length() == 0
                        && route.dev().filter(link.name()::equals).isPresent());
        if (uplink) {
            return "carries this machine's default route";
        }
        Optional<InterfaceAddress> inUse = addresses.stream()
                .filter(address -> address.link() == link.index() && !address.linkLocal())
                .findFirst();
        if (inUse.isPresent()) {
            return "is in use by this machine, with the address " + inUse.get().prefix();
        }
        return link.master().isPresent() ? "is a port of a bridge" : "";
    }

    /** The interface that is meant by a name or a MAC address. */
    static Optional<Link> find(String wanted, List<Link> links) {
        return links.stream()
                .filter(link -> !link.loopback())
                .filter(link -> link.name().equals(wanted)
                        || link.mac()
                                .filter(mac -> mac.toString().equalsIgnoreCase(wanted))
                                .isPresent())
                .findFirst();
    }

    private static String driver(Link link) {
        try {
            Path driver = Files.readSymbolicLink(Path.of("/sys/class/net", link.name(), "device", "driver"));
            return String.valueOf(driver.getFileName());
        } catch (IOException e) {
            return link.kind().isEmpty() ? "unknown" : link.kind();
        }
    }
}
