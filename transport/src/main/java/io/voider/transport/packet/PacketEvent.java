package io.voider.transport.packet;

/** User events that a {@link PacketChannel} fires. */
public enum PacketEvent {
    /** The interface was set down. When it comes up again, packets flow again; that is not announced. */
    INTERFACE_DOWN
}
