package io.voider.nat.path;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A relay to ask for an allocation.
 *
 * @param tls decides whom to trust; given for {@link Transport#TLS} and only then
 */
public record TurnServer(
        Transport transport,
        InetSocketAddress address,
        String username,
        String password,
        @Nullable SslContext tls) {
    /** How the relay is spoken to; what it relays is UDP always. */
    public enum Transport {
        UDP,
        TCP,
        TLS
    }

    public TurnServer {
        if ((tls != null) != (transport == Transport.TLS)) {
            throw new IllegalArgumentException("a TLS context goes with transport TLS, and only with it: " + transport);
        }
    }

    @Override
    public String toString() {
        return transport + " " + address;
    }
}
