package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.voider.sip.Parties;
import io.voider.sip.Side;

/** What is to become of a SIP message. */
public sealed interface Outcome {
    /** The only {@link Ended}. */
    Outcome ENDED = new Ended();

    /**
     * It goes on, from the port that it came from.
     *
     * @param network where it goes out
     * @param source the sender's IPv4 address there
     * @param destination the receiver's IPv4 address there
     * @param port the receiver's port, or 0 for the one to which it was sent
     * @param connection the receiver's port of the connection by which it registered, over which the message goes while there is one; or 0
     * @param message its bytes, which the receiver releases
     */
    record Passed(Network network, int source, int destination, int port, int connection, ByteBuf message)
            implements Outcome {
        /** From the party on side {@code from} to the other. */
        static Passed between(Parties parties, Side from, ByteBuf message) {
            Side to = from.other();
            return new Passed(Network.of(parties, to), parties.seen(from), parties.own(to), 0, 0, message);
        }

        /** The same to a port of the receiver's, or 0 for the one to which it was sent. */
        Passed to(int itsPort) {
            return new Passed(network, source, destination, itsPort, connection, message);
        }
    }

    /** It ends here; what was to be said instead is in the outputs. */
    record Ended() implements Outcome {}
}
