package io.voider.nat.turn.server;

import io.voider.transport.address.AddressRange;
import io.voider.transport.address.PublicAddresses;
import java.net.InetAddress;
import java.util.List;

/** To which addresses the relay sends: public ones, so that nobody reaches through it what only the server can reach. */
final class PeerPolicy {
    private final List<AddressRange> allowed;

    /** @param allowed networks, in CIDR form, that are peers in any case: a lab's */
    PeerPolicy(List<String> allowed) {
        this.allowed = allowed.stream().map(AddressRange::parse).toList();
    }

    boolean allows(InetAddress peer) {
        return allowed.stream().anyMatch(range -> range.contains(peer)) || PublicAddresses.contain(peer);
    }
}
