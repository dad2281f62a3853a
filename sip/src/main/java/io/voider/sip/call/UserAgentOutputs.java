package io.voider.sip.call;

import io.netty.buffer.ByteBuf;

/** Sends what the user agent core has to say. */
@FunctionalInterface
public interface UserAgentOutputs {
    /** Sends {@code message} back by the way that another came; the buffer is the receiver's to release. */
    void send(Flow to, ByteBuf message);
}
