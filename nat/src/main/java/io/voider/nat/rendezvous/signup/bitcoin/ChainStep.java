package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.List;

/** What happened to the chain. */
public sealed interface ChainStep {
    /** Nothing. */
    record Still() implements ChainStep {}

    /** Following begins after this block. */
    record Begun(int height, Octets hash) implements ChainStep {}

    /** This block comes next. */
    record Next(int height, ChainBlock block) implements ChainStep {}

    /** The last block that is known is not in the chain any more. */
    record Undone() implements ChainStep {}

    /** Payments of a block that was followed before, which were not told of then. */
    record Found(int height, long timeSeconds, List<BlockOutput> outputs) implements ChainStep {
        public Found {
            outputs = List.copyOf(outputs);
        }
    }
}
