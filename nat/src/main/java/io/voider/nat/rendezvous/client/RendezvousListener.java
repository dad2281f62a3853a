package io.voider.nat.rendezvous.client;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.transport.address.Endpoint;
import java.net.InetSocketAddress;
import java.util.List;

/** What a node hears from its {@link RendezvousClient}. All calls come on the client's event loop and must not block. */
public interface RendezvousListener {
    /**
     * One of the client's connections is up.
     *
     * @param server which address of the rendezvous
     * @param observed where the server saw this connection come from
     * @param stunServers two or four endpoints that answer STUN Binding requests: first all on the first address
     */
    void connected(Endpoint server, InetSocketAddress observed, List<InetSocketAddress> stunServers);

    /** A connection went away or did not come up; the client tries again by itself after {@code retryMillis}. */
    void disconnected(Endpoint server, String reason, long retryMillis);

    /** The other end is, or is no longer, connected to the rendezvous. Never true for a capability that is not valid. */
    void presence(Correspondent who, boolean up);

    /**
     * A fresh sealed session with the other end is up: send the current offer now. Comes again after each reconnection
     * of either end; what was sent in an older session may be lost.
     */
    void ready(Correspondent who);

    /** The other end sent this, sealed, in the current session, once and in this order. */
    void received(Correspondent who, Octets payload);

    /** Another program, started later, shows the same secret, and has that correspondent at a server; or no longer. */
    default void superseded(Correspondent who, boolean now) {}

    /** The same invitation is used on two machines: an exchange's here and elsewhere, a subscriber's on two of theirs. */
    default void usedTwice(Correspondent who) {}

    /** This node's account, by which that correspondent is met, is used on another machine as well, which was started earlier. */
    default void accountUsedTwice(Correspondent who) {}

    /** A relay may be used; replaces the credentials given before for the same TURN servers. */
    void relay(RelayCredentials credentials);
}
