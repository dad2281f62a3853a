package io.voider.transport.tunnel;

import io.voider.transport.openvpn.TunnelTransition;

/** Is told, on the tunnel's event loop, what becomes of it. */
public interface TunnelListener {
    /** The tunnel is in another state. */
    void changed(TunnelTransition transition);

    /**
     * A server's friend came, maybe with a session in place of another, or went; a client's listener is never told this.
     *
     * @param number the friend's number s
     * @param up whether the friend has a session now
     * @param reason why, in words for people
     */
    default void friend(int number, boolean up, String reason) {}
}
