package io.voider.cli.node.ground;

import io.voider.ns.InterfaceAddress;
import io.voider.ns.Link;
import io.voider.ns.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of the machine's addresses another home may reach: not those of bridges, containers and VPNs, which lead to what is
 * on this machine or to where a tunnel ends; but those of any interface that a default route leaves by, for that one was
 * chosen by whoever set the route.
 */
final class OutwardInterfaces {
    /** The kernel's names for kinds of links; hardware has none, and VLANs, bonds and macvlans are as good as hardware. */
    private static final Set<String> INWARD = Set.of("bridge", "veth", "tun", "wireguard", "dummy", "ifb", "vxlan");

    private OutwardInterfaces() {}

    /** Those of the addresses, in their order; all that there are if only inward ones are left. */
    static List<InetAddress> addresses(List<Link> links, List<Route> routes, List<InterfaceAddress> addresses) {
        Set<String> chosen = routes.stream()
                .filter(route -> route.destination().length() == 0)
                .flatMap(route -> route.dev().stream())
                .collect(Collectors.toSet());
        Set<Integer> inward = links.stream()
                .filter(link -> INWARD.contains(link.kind()) && !chosen.contains(link.name()))
                .map(Link::index)
                .collect(Collectors.toSet());
        List<InterfaceAddress> usable = addresses.stream()
                .filter(entry ->
                        !entry.address().isLoopbackAddress() && !entry.address().isLinkLocalAddress())
                .toList();
        List<InetAddress> outward = usable.stream()
                .filter(entry -> !inward.contains(entry.link()))
                .map(InterfaceAddress::address)
                .toList();
        return outward.isEmpty()
                ? usable.stream().map(InterfaceAddress::address).toList()
                : outward;
    }
}
