package io.voider.cli.node.signalling;

import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;

/** Whom a connection reaches, and as whom. */
record ReachedParty(Network network, int source, int destination) {
    static ReachedParty of(Outcome.Passed passed) {
        return new ReachedParty(passed.network(), passed.source(), passed.destination());
    }
}
