package io.voider.nat.path;

import io.netty.buffer.ByteBuf;
import io.voider.nat.ice.PathStatus;
import io.voider.nat.repair.RepairStatus;

/** Hears from a {@link PathFinder}, on its event loop. */
public interface PathListener {
    /** Seal these bytes and have the rendezvous deliver them to the other side. */
    void offer(byte[] offer);

    /** The state of the path changed. */
    void status(PathStatus status);

    /** What is done against loss on it changed. */
    default void repair(RepairStatus status) {}

    /** A tunnel datagram came, once. The receiver owns it. */
    void receive(ByteBuf datagram);
}
