package io.voider.cli.exchange;

import io.voider.sip.call.Flow;

/**
 * How and when a message came to the exchange.
 *
 * @param outputs takes what the exchange says itself to its sender
 */
record Arrival(Network network, Flow flow, long nowNanos, ArrivalOutputs outputs) {
    Arrival(Flow flow, long nowNanos, ArrivalOutputs outputs) {
        this(new Network(flow.network()), flow, nowNanos, outputs);
    }

    /** Whether it came out of a tunnel, so that the {@link EdgeRule edge's rules} hold. */
    boolean isGuarded() {
        return !network.isPhones();
    }

    /** The home that a message out of a tunnel is from: its network, and the first three octets of its address. */
    int sender() {
        return flow.network() << 24 ^ flow.address() >>> 8;
    }

    /** The same at another time. */
    Arrival at(long nanos) {
        return new Arrival(network, flow, nanos, outputs);
    }
}
