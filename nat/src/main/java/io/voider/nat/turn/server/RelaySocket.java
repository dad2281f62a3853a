package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** The socket of a relayed address. */
interface RelaySocket {
    /** Sends to a peer; takes over {@code data}. */
    void send(InetSocketAddress peer, ByteBuf data);

    void close();
}
