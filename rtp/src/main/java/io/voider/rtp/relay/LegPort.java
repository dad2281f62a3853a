package io.voider.rtp.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/** A leg's way out, as seen from the other legs. */
interface LegPort {
    /** The event loop on which {@link #transmit} and {@link #flush} are to be called. */
    EventLoop loop();

    /** The longest packet that fits, in bytes. */
    int mtu();

    /** Copies a packet to where it is sent from; false if it was dropped and counted there. */
    boolean transmit(ByteBuf buffer, int index, int length);

    /** Sends what was transmitted outside of the reading of a batch. */
    void flush();
}
