package io.voider.nat.ice;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

/**
 * Something of ours that datagrams leave from: a WAN socket or an allocation on a relay.
 *
 * @param number what tells it from the other bases of its agent
 */
public record Base(int number, Kind kind) {
    /** What a base is, which also says whom it reaches. */
    public enum Kind {
        IPV4,
        IPV6,
        /** An IPv4 allocation on a TURN server. */
        RELAY
    }

    boolean reaches(InetSocketAddress remote) {
        return (kind != Kind.IPV6) == (remote.getAddress() instanceof Inet4Address);
    }
}
