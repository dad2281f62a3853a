package io.voider.nat.rendezvous.client;

import io.voider.transport.address.PublicAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which of the STUN and TURN servers that a rendezvous names are believed: a server that could send its nodes anywhere would
 * have as many senders as it has nodes, and a look into every home's network. So a server is asked only on the rendezvous' own
 * address, or on a public one, of which the rendezvous may name {@value #MAX_ELSEWHERE} in all; and never on a port below 1024.
 */
final class AnnouncedServers {
    /** Two addresses with two STUN ports each; a relay mostly is on one of them. */
    static final int MAX_ELSEWHERE = 4;

    private static final int LOWEST_PORT = 1024;

    private final Set<InetSocketAddress> elsewhere = new LinkedHashSet<>();

    /** @param own addresses of the rendezvous */
    boolean believes(InetSocketAddress server, Set<InetAddress> own) {
        if (server.getPort() < LOWEST_PORT) {
            return false;
        }
        if (own.contains(server.getAddress()) || elsewhere.contains(server)) {
            return true;
        }
        return elsewhere.size() < MAX_ELSEWHERE
                && PublicAddresses.contain(server.getAddress())
                && elsewhere.add(server);
    }
}
