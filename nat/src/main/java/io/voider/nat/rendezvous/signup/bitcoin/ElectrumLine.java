package io.voider.nat.rendezvous.signup.bitcoin;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One connection to an Electrum server. Calls block. What comes is bounded, and not believed. */
interface ElectrumLine extends AutoCloseable {
    /** The results, in the order of the questions; a missing one where the server reports an error. */
    List<JsonNode> ask(List<ElectrumQuestion> questions) throws ChainException;

    /** The hashes of scripts of which the server said since the last time that something happened to them. */
    Set<String> changed();

    @Override
    void close();
}
