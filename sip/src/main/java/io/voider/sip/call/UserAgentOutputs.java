package io.voider.sip.call;

import io.netty.buffer.ByteBuf;

/** Sends what the user agent core has to say. */
@FunctionalInterface
public interface UserAgentOutputs {
    /** Sends {@code response} back to where the request came from; the buffer is the receiver's to release. */
    void send(Flow to, ByteBuf response);
}
