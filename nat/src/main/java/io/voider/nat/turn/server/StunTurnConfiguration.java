package io.voider.nat.turn.server;

import io.voider.nat.limit.Rate;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link StunTurnServer} serves.
 *
 * @param interfaces one or two addresses
 * @param port first UDP port, of STUN and TURN, and TCP port of TURN; 0 lets the system choose
 * @param otherPort second UDP port, of STUN; 0 lets the system choose
 * @param relay absent for STUN alone
 */
public record StunTurnConfiguration(
        List<Interface> interfaces, int port, int otherPort, Optional<Relay> relay, Limits limits) {

    /**
     * One address.
     *
     * @param bind where the sockets are bound
     * @param reachable what others know it as, and what relayed addresses are on
     */
    public record Interface(InetAddress bind, InetAddress reachable) {}

    /**
     * The TURN part.
     *
     * @param minPort lowest port of relayed addresses
     * @param maxPort highest
     * @param allowedRanges networks in CIDR form that may be peers although private or special
     */
    public record Relay(SharedSecret secret, int minPort, int maxPort, List<String> allowedRanges, Quotas quotas) {
        public Relay {
            allowedRanges = List.copyOf(allowedRanges);
        }
    }

    /**
     * What the relay takes on.
     *
     * @param allocations relayed addresses altogether
     * @param allocationsPerAccount for one account: its owner and all its readers together
     * @param allocationsPerUser for one of them, that is, for one node
     * @param permissions for one allocation
     * @param channels for one allocation
     * @param bytes relayed for one allocation, both directions together, payload only
     */
    public record Quotas(
            int allocations,
            int allocationsPerAccount,
            int allocationsPerUser,
            int permissions,
            int channels,
            Rate bytes) {
        /**
         * Room for 16 calls at once on one allocation, and for eight accounts that take all they may. An owner has one allocation for
         * each line, of which few need a relay.
         */
        public static final Quotas DEFAULT = new Quotas(2_000, 250, 64, 32, 32, new Rate(400_000, 800_000));
    }

    /**
     * What keeps the server from serving those who flood it or spoof others' addresses.
     *
     * @param repliesPerSource replies to one IPv4 address or IPv6 /64
     * @param excessBytes bytes of replies beyond the bytes of their requests, to all sources together. RFC 8489's barest
     *     request (20 bytes) earns 32 to 88 bytes; with this budget used up, only requests at least as long as
     *     their replies are answered
     */
    public record Limits(Rate repliesPerSource, Rate excessBytes) {
        public static final Limits DEFAULT = new Limits(new Rate(200, 1_000), new Rate(8_192, 65_536));
    }

    public StunTurnConfiguration {
        interfaces = List.copyOf(interfaces);
        if (interfaces.isEmpty() || interfaces.size() > 2) {
            throw new IllegalArgumentException("STUN serves on one or two addresses, not " + interfaces.size());
        }
    }
}
