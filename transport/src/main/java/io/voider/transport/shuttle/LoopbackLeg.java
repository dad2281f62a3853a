package io.voider.transport.shuttle;

import io.netty.buffer.ByteBuf;

/** The shuttle's way to OpenVPN: one loopback socket, which OpenVPN takes for one peer. */
public interface LoopbackLeg {
    /** The port that OpenVPN sees as the peer's. */
    int port();

    /**
     * Hands a datagram to OpenVPN.
     *
     * @param datagram released by this
     * @return whether the kernel took it
     */
    boolean send(ByteBuf datagram);

    /** Ends it. May be called again. */
    void close();
}
