package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;

/** A way to the other end of a line. Called on the event loop of the shuttle that it was given to. */
public interface Path {
    /**
     * Sends one OpenVPN datagram, perhaps not before {@link #flush}. Loss is allowed, blocking is not.
     *
     * @param datagram owned by the path from now on
     */
    void send(ByteBuf datagram);

    /** Nothing more comes for the moment. */
    void flush();
}
