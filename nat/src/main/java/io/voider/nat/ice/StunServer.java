package io.voider.nat.ice;

import io.voider.nat.stun.StunKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of a STUN service.
 *
 * @param username sent with each request if not null
 * @param key signs each request, and must sign the answers, if not null (short-term, RFC 8489 section 9.1)
 */
public record StunServer(
        InetSocketAddress address,
        @Nullable String username,
        @Nullable StunKey key) {
    /** A service that asks for no authentication. */
    public StunServer(InetSocketAddress address) {
        this(address, null, null);
    }
}
