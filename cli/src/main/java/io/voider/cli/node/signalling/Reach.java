package io.voider.cli.node.signalling;

import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;

/** Whom a connection reaches, and as whom. */
record Reach(Network network, int source, int destination) {
    static Reach of(Outcome.Passed passed) {
        return new Reach(passed.network(), passed.source(), passed.destination());
    }
}
