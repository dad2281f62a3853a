package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.exchange.Switchboard;
import io.voider.sip.call.Flow;
import org.jspecify.annotations.Nullable;

/** What a {@link SipConnection} needs of the node around it. */
interface ConnectionOperator {
    /** What was asked over all connections and not answered yet. */
    AwaitedAnswers answers();

    /** What becomes of a message; see {@link Switchboard#message}. */
    Outcome message(Flow flow, ByteBuf message, ArrivalOutputs outputs);

    /** Makes {@code twin}'s connection, to be prepared by it, or ends it, or tells it that its peer is {@link SipConnection#unreachable}. */
    void connect(SipConnection twin, Outcome.Passed passed, int sourcePort, int destinationPort);

    /** The connection over which a message is to leave, if that is there: the one by which its receiver registered. */
    @Nullable
    SipConnection registered(Outcome.Passed passed);

    /** The connection of whoever borrowed another connection of the same phone's, and sent from that port what is answered; or null. */
    default @Nullable SipConnection asked(SipConnection phones, Outcome.Passed answer, int port) {
        return null;
    }

    /**
     * What becomes of a message whose receiver cannot be reached: of a request, what becomes of its refusal.
     *
     * @param flow by which way the receiver would have answered
     * @param message as the receiver would have got it; stays the caller's
     */
    Outcome unreachable(Flow flow, ByteBuf message);
}
