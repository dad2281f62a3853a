package io.voider.cli.exchange;

/** Where datagrams leave the exchange. */
@FunctionalInterface
public interface Outlet {
    /** Sends {@code datagram} on that side, and releases it. */
    void send(Side side, Datagram datagram);
}
