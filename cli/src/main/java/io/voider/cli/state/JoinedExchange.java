package io.voider.cli.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that this node joined.
 *
 * @param index the namespace i, 2…254: the second number one dials
 * @param name the exchange's own name, or another when that one was taken here
 * @param me this node's subscriber number s there, 2…254
 * @param joinedAt when it was joined
 * @param reader what is registered for the exchange at this node's own rendezvous, once access was exported to it, or null
 * @param wanPort the UDP port of this line's socket
 */
public record JoinedExchange(
        int index,
        String name,
        int me,
        Instant joinedAt,
        @Nullable String reader,
        int wanPort) {
    /** @throws StateException if a number or the name is out of range */
    public JoinedExchange {
        StateException.require(index >= 2 && index <= 254, "a joined exchange's number is 2…254, not " + index);
        StateException.require(me >= 2 && me <= 254, "a subscriber's number is 2…254, not " + me);
        StateException.requireName(name);
        WanPort.require(wanPort);
    }

    JoinedExchange admitting(String registration) {
        return new JoinedExchange(index, name, me, joinedAt, registration, wanPort);
    }
}
