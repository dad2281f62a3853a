package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.voider.sip.call.Flow;
import io.voider.sip.call.UserAgentOutputs;

/** Where datagrams leave the exchange. */
@FunctionalInterface
public interface SwitchboardOutputs {
    /** Sends {@code datagram} into that network, and releases it. */
    void send(Network network, Datagram datagram);

    /** What the exchange says itself: it comes from the address and the port that were dialled. */
    default UserAgentOutputs answers() {
        return (to, response) -> send(
                new Network(to.network()),
                new Datagram(to.localAddress(), to.localPort(), to.address(), to.port(), response));
    }

    /** What may leave because of a datagram that came by that flow. */
    default ArrivalOutputs by(Flow flow) {
        UserAgentOutputs answers = answers();
        return new ArrivalOutputs() {
            @Override
            public void send(Flow to, ByteBuf response) {
                answers.send(to, response);
            }

            @Override
            public void pass(Outcome.Passed passed) {
                SwitchboardOutputs.this.send(
                        passed.network(),
                        new Datagram(
                                passed.source(),
                                flow.port(),
                                passed.destination(),
                                passed.port() > 0 ? passed.port() : flow.localPort(),
                                passed.message()));
            }
        };
    }
}
