package io.voider.cli.exchange.proxy;

import io.netty.buffer.ByteBuf;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.Datagram;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.cli.exchange.Switchboard;
import io.voider.cli.exchange.SwitchboardOutputs;
import io.voider.sip.call.Flow;
import io.voider.sip.call.UserAgentOutputs;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A switchboard with the phones' proxy before it. What phones send goes through the proxy to the switchboard, and what goes out to
 * phones through it to them; everything else passes by. Belongs to one event loop.
 */
public final class ProxiedSwitchboard {
    private final PhoneProxy proxy;
    private final Switchboard switchboard;
    private UserAgentOutputs streams = (to, message) -> message.release();
    /** What is said for phones that a datagram does not reach, as if by them, when what is being handled is. */
    private final Queue<Datagram> refusals = new ArrayDeque<>();
    /** When what is being handled came: what leaves because of it may be part of a call that came before. */
    private long nowNanos;

    public ProxiedSwitchboard(PhoneProxy proxy, Switchboard switchboard) {
        this.proxy = proxy;
        this.switchboard = switchboard;
    }

    /** From now on what is said over connections, other than in answer to what came over them, goes there. */
    public void onStreams(UserAgentOutputs outputs) {
        streams = outputs;
    }

    /** A UDP datagram that no pinhole took; releases it. See {@link Switchboard#datagram}. */
    public void datagram(Network network, Datagram datagram, long now, SwitchboardOutputs outputs) {
        nowNanos = now;
        SwitchboardOutputs reading = reading(outputs);
        if (!network.equals(Network.PHONES)) {
            switchboard.datagram(network, datagram, now, reading);
            refuse(now, reading);
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
            PhoneProxy.Step step = proxy.fromPhone(flow, datagram.payload(), now, answers(outputs));
            if (step instanceof PhoneProxy.Step.Onward onward) {
                Flow way = onward.flow();
                switchboard.datagram(
                        network,
                        new Datagram(way.address(), way.port(), way.localAddress(), way.localPort(), onward.message()),
                        now,
                        reading);
            } else {
                note(step);
            }
        } finally {
            datagram.payload().release();
        }
        refuse(now, reading);
    }

    private void refuse(long now, SwitchboardOutputs reading) {
        for (Datagram refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
            switchboard.datagram(Network.PHONES, refusal, now, reading);
        }
    }

    /** A whole SIP message that came over a connection; see {@link Switchboard#message}. */
    public Outcome message(Flow flow, ByteBuf bytes, long now, ArrivalOutputs outputs) {
        return onward(flow, bytes, now, outputs, outputs);
    }

    /**
     * The same where something may be said to others as well.
     *
     * @param others takes what is said to anybody but the sender
     */
    public Outcome message(Flow flow, ByteBuf bytes, long now, ArrivalOutputs sender, SwitchboardOutputs others) {
        UserAgentOutputs elsewhere = answers(others);
        UserAgentOutputs anybody = (to, said) -> (to.equals(flow) ? sender : elsewhere).send(to, said);
        return onward(flow, bytes, now, sender, anybody);
    }

    private Outcome onward(Flow flow, ByteBuf bytes, long now, ArrivalOutputs outputs, UserAgentOutputs proxys) {
        nowNanos = now;
        boolean phones = new Network(flow.network()).equals(Network.PHONES);
        ArrivalOutputs reading = reading(flow.localPort(), phones, outputs);
        if (!phones) {
            return read(switchboard.message(flow, bytes, now, reading), flow.localPort());
        }
        PhoneProxy.Step step = proxy.fromPhone(flow, bytes, now, proxys);
        if (!(step instanceof PhoneProxy.Step.Onward onward)) {
            note(step);
            return Outcome.ENDED;
        }
        try {
            return read(switchboard.message(onward.flow(), onward.message(), now, reading), flow.localPort());
        } finally {
            onward.message().release();
        }
    }

    /** @param toPhone whether who sent it, and is answered, is a phone */
    private ArrivalOutputs reading(int port, boolean toPhone, ArrivalOutputs outputs) {
        return new ArrivalOutputs() {
            @Override
            public void send(Flow to, ByteBuf response) {
                if (!toPhone) {
                    outputs.send(to, response);
                    return;
                }
                try {
                    PhoneProxy.ToPhone read =
                            proxy.toPhone(to.address(), to.localAddress(), to.port(), response, nowNanos);
                    outputs.send(to, read.message());
                } finally {
                    response.release();
                }
            }

            @Override
            public void pass(Outcome.Passed passed) {
                outputs.pass(read(passed, port));
            }
        };
    }

    /** Whom nobody could be called for is in the list of calls, like every call that was refused. */
    private void note(PhoneProxy.Step step) {
        if (step instanceof PhoneProxy.Step.Unfound unfound) {
            switchboard.unfound(unfound.dialled(), unfound.answer(), nowNanos);
        }
    }

    private Outcome read(Outcome outcome, int port) {
        return outcome instanceof Outcome.Passed passed ? read(passed, port) : outcome;
    }

    private Outcome.Passed read(Outcome.Passed passed, int port) {
        if (!passed.network().equals(Network.PHONES)) {
            return passed;
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

    private SwitchboardOutputs reading(SwitchboardOutputs outputs) {
        return (network, datagram) -> {
            if (!network.equals(Network.PHONES)) {
                outputs.send(network, datagram);
                return;
            }
            try {
                ByteBuf refusal = proxy.gateway()
                        .refusal(
                                datagram.destination(),
                                datagram.source(),
                                datagram.sourcePort(),
                                datagram.destinationPort(),
                                datagram.payload(),
                                nowNanos);
                if (refusal != null) {
                    refusals.add(new Datagram(
                            datagram.destination(),
                            datagram.destinationPort(),
                            datagram.source(),
                            datagram.sourcePort(),
                            refusal));
                    return;
                }
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
    public void tick(long now, SwitchboardOutputs outputs) {
        nowNanos = now;
        proxy.tick(now, answers(outputs));
        SwitchboardOutputs reading = reading(outputs);
        switchboard.tick(now, reading);
        refuse(now, reading);
    }

    /** Something changed of lines, or of who talks over them. */
    public void linesChanged(long now, SwitchboardOutputs outputs) {
        proxy.gateway().linesChanged(now, answers(outputs));
    }

    /** Whether time makes no difference now. */
    public boolean isIdle() {
        return proxy.gateway().isIdle() && switchboard.isIdle();
    }
}
