package io.voider.nat.path;

import io.voider.nat.ice.StunServer;
import java.net.InetAddress;
import java.util.List;

/**
 * What a {@link PathFinder} works with.
 *
 * @param port the line's own UDP port, chosen at random once and kept; 0 lets the kernel choose
 * @param addresses of this machine's interfaces: those that the other side might reach; loopback and link-local are left
 *     out
 * @param stunServers two endpoints at least tell a symmetric NAT from another
 * @param turnServers in the order of preference: each is tried when those before it have not answered for half a second
 */
public record PathConfig(
        int port, List<InetAddress> addresses, List<StunServer> stunServers, List<TurnServer> turnServers) {
    public PathConfig {
        addresses = List.copyOf(addresses);
        stunServers = List.copyOf(stunServers);
        turnServers = List.copyOf(turnServers);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 0-65535");
        }
    }
}
