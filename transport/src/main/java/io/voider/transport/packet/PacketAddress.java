package io.voider.transport.packet;

import java.net.SocketAddress;

/** The local address of a {@link PacketChannel}: the interface that it is bound to. */
public final class PacketAddress extends SocketAddress {

    private static final long serialVersionUID = 1L;

    private final String interfaceName;

    PacketAddress(String interfaceName) {
        this.interfaceName = interfaceName;
    }

    public String interfaceName() {
        return interfaceName;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PacketAddress address && address.interfaceName.equals(interfaceName);
    }

    @Override
    public int hashCode() {
        return interfaceName.hashCode();
    }

    @Override
    public String toString() {
        return interfaceName;
    }
}
