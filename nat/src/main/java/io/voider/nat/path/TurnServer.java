package io.voider.nat.path;

import io.netty.handler.ssl.SslContext;
import io.voider.nat.turn.TurnTransport;
import io.voider.transport.address.Endpoint;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A relay to ask for an allocation.
 *
 * @param tls decides whom to trust; given for {@link TurnTransport#TLS} and only then
 */
public record TurnServer(
        TurnTransport transport,
        InetSocketAddress address,
        String username,
        String password,
        @Nullable SslContext tls) {
    public TurnServer {
        if ((tls != null) != (transport == TurnTransport.TLS)) {
            throw new IllegalArgumentException("a TLS context goes with transport TLS, and only with it: " + transport);
        }
    }

    @Override
    public String toString() {
        return Endpoint.of(address).text() + " (" + transport + ")";
    }
}
