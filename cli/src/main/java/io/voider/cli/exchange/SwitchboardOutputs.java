package io.voider.cli.exchange;

/** Where datagrams leave the exchange. */
@FunctionalInterface
public interface SwitchboardOutputs {
    /** Sends {@code datagram} into that network, and releases it. */
    void send(Network network, Datagram datagram);
}
