package io.voider.cli.node.signalling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connections that phones have to their gateways, by which what is for them goes while they are registered over them (RFC 5626
 * section 5.3). As many as there may be connections. Belongs to the signalling loop.
 */
final class GatewayConnections {
    private record Place(int phone, int port) {}

    private final Map<Place, SipConnection> open = new HashMap<>();

    void add(SipConnection.Ends ends, SipConnection connection) {
        open.put(place(ends), connection);
    }

    /** It is no more. */
    void remove(SipConnection.Ends ends, SipConnection connection) {
        open.remove(place(ends), connection);
    }

    /** The connection of that phone from that port of its, or null. */
    @Nullable
    SipConnection find(int phone, int port) {
        return open.get(new Place(phone, port));
    }

    /** All connections of that phone. */
    List<SipConnection> of(int phone) {
        return open.entrySet().stream()
                .filter(each -> each.getKey().phone == phone)
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Place place(SipConnection.Ends ends) {
        return new Place(ends.remote(), ends.remotePort());
    }
}
