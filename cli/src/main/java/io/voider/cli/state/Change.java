package io.voider.cli.state;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.seal.SealingKey;
import io.voider.transport.identity.Roll;
import java.util.Map;

/**
 * What a node remembers as of one moment, with all that goes with it: what whoever runs the node follows. Immutable.
 *
 * @param state what is remembered; a friend who was cut off is so in it even if that could not be written down
 * @param roll who may connect to this exchange
 * @param memberships of the exchanges that were joined, by the exchange's number
 * @param unreadable why an invitation or a friend's certificate that the state names cannot be used
 */
public record Change(State state, Roll roll, Map<Integer, Membership> memberships, Unreadable unreadable) {
    /**
     * Files that are damaged or gone, each with a sentence that names it.
     *
     * @param friends by the friend's number
     * @param exchanges by the joined exchange's number
     */
    public record Unreadable(Map<Integer, String> friends, Map<Integer, String> exchanges) {
        public Unreadable {
            friends = Map.copyOf(friends);
            exchanges = Map.copyOf(exchanges);
        }
    }

    public Change {
        memberships = Map.copyOf(memberships);
    }

    /** The key by which offers are sealed to this node. */
    public SealingKey sealingKey() {
        return SealingKey.of(Octets.parse(state.sealingSeed()));
    }
}
