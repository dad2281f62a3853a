package io.voider.cli.exchange.proxy;

import io.netty.buffer.ByteBuf;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.exchange.Switchboard;
import io.voider.cli.exchange.SwitchboardOutputs;
import io.voider.sip.call.Flow;
import io.voider.sip.call.UserAgentOutputs;

/**
 * A switchboard with the phones' proxy before it. What phones send goes through the proxy to the switchboard, and what goes out to
 * phones through it to them; everything else passes by. Belongs to one event loop.
 */
public final class ProxiedSwitchboard {
    private final PhoneProxy proxy;
    private final Switchboard switchboard;
    private UserAgentOutputs streams = (to, message) -> message.release();

    public ProxiedSwitchboard(PhoneProxy proxy, Switchboard switchboard) {
        this.proxy = proxy;
        this.switchboard = switchboard;
    }

    /** From now on what is said over connections, other than in answer to what came over them, goes there. */
    public void onStreams(UserAgentOutputs outputs) {
        streams = outputs;
    }

    /** A UDP datagram that no pinhole took; releases it. See {@link Switchboard#datagram}. */
    public void datagram(Network network, Datagram datagram, long nowNanos, SwitchboardOutputs outputs) {
        SwitchboardOutputs reading = reading(nowNanos, outputs);
        if (!network.equals(Network.PHONES)) {
            switchboard.datagram(network, datagram, nowNanos, reading);
            return;
        }
        try {
            Flow flow = new Flow(
                    network.number(),
                    datagram.source(),
                    datagram.sourcePort(),
                    datagram.destination(),
                    datagram.destinationPort(),
                    false);
            PhoneProxy.Step step = proxy.fromPhone(flow, datagram.payload(), nowNanos, answers(outputs));
            if (step instanceof PhoneProxy.Step.Onward onward) {
                Flow way = onward.flow();
                switchboard.datagram(
                        network,
                        new Datagram(way.address(), way.port(), way.localAddress(), way.localPort(), onward.message()),
                        nowNanos,
                        reading);
            } else {
                note(step, nowNanos);
            }
        } finally {
            datagram.payload().release();
        }
    }

    /** A whole SIP message that came over a connection; see {@link Switchboard#message}. */
    public Outcome message(Flow flow, ByteBuf bytes, long nowNanos, UserAgentOutputs outputs) {
        return onward(flow, bytes, nowNanos, outputs, outputs);
    }

    /**
     * The same where something may be said to others as well.
     *
     * @param others takes what is said to anybody but the sender
     */
    public Outcome message(
            Flow flow, ByteBuf bytes, long nowNanos, UserAgentOutputs sender, SwitchboardOutputs others) {
        UserAgentOutputs elsewhere = answers(others);
        UserAgentOutputs anybody = (to, said) -> (to.equals(flow) ? sender : elsewhere).send(to, said);
        return onward(flow, bytes, nowNanos, sender, anybody);
    }

    private Outcome onward(Flow flow, ByteBuf bytes, long nowNanos, UserAgentOutputs outputs, UserAgentOutputs proxys) {
        if (!new Network(flow.network()).equals(Network.PHONES)) {
            return read(switchboard.message(flow, bytes, nowNanos, outputs), flow.localPort(), nowNanos);
        }
        PhoneProxy.Step step = proxy.fromPhone(flow, bytes, nowNanos, proxys);
        if (!(step instanceof PhoneProxy.Step.Onward onward)) {
            note(step, nowNanos);
            return Outcome.ENDED;
        }
        try {
            Outcome outcome = switchboard.message(onward.flow(), onward.message(), nowNanos, (to, response) -> {
                try {
                    PhoneProxy.ToPhone read =
                            proxy.toPhone(to.address(), to.localAddress(), to.port(), response, nowNanos);
                    outputs.send(to, read.message());
                } finally {
                    response.release();
                }
            });
            return read(outcome, flow.localPort(), nowNanos);
        } finally {
            onward.message().release();
        }
    }

    /** Whom nobody could be called for is in the list of calls, like every call that was refused. */
    private void note(PhoneProxy.Step step, long nowNanos) {
        if (step instanceof PhoneProxy.Step.Unfound unfound) {
            switchboard.unfound(unfound.dialled(), unfound.answer(), nowNanos);
        }
    }

    private Outcome read(Outcome outcome, int port, long nowNanos) {
        if (!(outcome instanceof Outcome.Passed passed) || !passed.network().equals(Network.PHONES)) {
            return outcome;
        }
        try {
            PhoneProxy.ToPhone read =
                    proxy.toPhone(passed.destination(), passed.source(), port, passed.message(), nowNanos);
            return new Outcome.Passed(
                    passed.network(),
                    passed.source(),
                    passed.destination(),
                    read.port(),
                    read.connection(),
                    read.message());
        } finally {
            passed.message().release();
        }
    }

    private SwitchboardOutputs reading(long nowNanos, SwitchboardOutputs outputs) {
        return (network, datagram) -> {
            if (!network.equals(Network.PHONES)) {
                outputs.send(network, datagram);
                return;
            }
            try {
                PhoneProxy.ToPhone read = proxy.toPhone(
                        datagram.destination(),
                        datagram.source(),
                        datagram.destinationPort(),
                        datagram.payload(),
                        nowNanos);
                outputs.send(
                        network,
                        new Datagram(
                                read.source(),
                                datagram.sourcePort(),
                                datagram.destination(),
                                read.port(),
                                read.message()));
            } finally {
                datagram.payload().release();
            }
        };
    }

    private UserAgentOutputs answers(SwitchboardOutputs outputs) {
        return (to, response) -> {
            if (to.reliable()) {
                streams.send(to, response);
            } else {
                outputs.send(
                        new Network(to.network()),
                        new Datagram(to.localAddress(), to.localPort(), to.address(), to.port(), response));
            }
        };
    }

    /** Lets time pass. */
    public void tick(long nowNanos, SwitchboardOutputs outputs) {
        proxy.tick(nowNanos, answers(outputs));
        switchboard.tick(nowNanos, reading(nowNanos, outputs));
    }

    /** Something changed of lines, or of who talks over them. */
    public void linesChanged(long nowNanos, SwitchboardOutputs outputs) {
        proxy.linesChanged(nowNanos, answers(outputs));
    }

    /** Whether time makes no difference now. */
    public boolean isIdle() {
        return proxy.isIdle() && switchboard.isIdle();
    }
}
