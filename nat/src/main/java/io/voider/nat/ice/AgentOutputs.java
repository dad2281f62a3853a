package io.voider.nat.ice;

import io.voider.nat.repair.ArrivalCount;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What an {@link Agent} wants done. Called from within its methods; must not call back into it before they return. */
public interface AgentOutputs {
    /** A TTL that means the socket's own. */
    int DEFAULT_TTL = 0;

    /**
     * Send a datagram.
     *
     * @param ttl the IP time to live of this one datagram, or {@link #DEFAULT_TTL}; on a relay any other means that it is to
     *     let {@code to} in and to send nothing on
     */
    void send(Base from, InetSocketAddress to, byte[] datagram, int ttl);

    /** Have these bytes sealed and delivered to the other side. At most {@value Offer#MAX_BYTES} bytes. */
    void offer(byte[] offer);

    /** Open {@code count} more IPv4 sockets on fresh ports and give each to {@link Agent#socketOpened}. */
    void openSockets(int count);

    /** Close a socket that came from {@link #openSockets}. */
    void closeSocket(Base socket);

    /** Ask for the node's one turn at port prediction; {@link Agent#predictionGranted} gives it. */
    void requestPrediction();

    /** The turn at port prediction is over. */
    void releasePrediction();

    /** The local address mapping, or the relay behind it, may be stale: refresh allocations and port mappings now. */
    void refreshRelays();

    /** In a call, what was counted of the other side's datagrams, for it to know; null if nothing is to be said. */
    @Nullable
    ArrivalCount arrivals();

    /** What the other side counted of ours. */
    void heard(ArrivalCount count);

    /** The state of the line's path changed. */
    void status(PathStatus status);
}
