package io.voider.nat.turn.client;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** What a {@link TurnClient} wants done. Called from within its methods; must not call back into it before they return. */
public interface TurnOutputs {
    /** Send to the server. The receiver owns {@code message}. */
    void send(ByteBuf message);

    /** The allocation stands: datagrams to {@code relayed} come to us. */
    void allocated(InetSocketAddress relayed);

    /** There is no allocation, or no more; {@code reason} is one sentence. The client is at its end. */
    void failed(String reason);

    /** A datagram of {@code peer} came. The receiver owns {@code datagram}. */
    void data(InetSocketAddress peer, ByteBuf datagram);

    /** A datagram did not pass: the relay refuses its peer, there are too many peers, or it was not understood. */
    void dropped();
}
