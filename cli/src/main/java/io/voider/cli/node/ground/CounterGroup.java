package io.voider.cli.node.ground;

import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.cli.phone.provisioning.ProvisioningCounter;
import io.voider.nat.path.PathCounter;
import io.voider.nat.rendezvous.client.IntroductionCounter;
import io.voider.nat.rendezvous.server.RendezvousCounter;
import io.voider.nat.turn.server.StunTurnCounter;
import io.voider.rtp.gate.GateCounter;
import io.voider.rtp.relay.RelayCounter;
import io.voider.transport.count.Counted;
import io.voider.transport.count.Counter;
import io.voider.transport.link.LinkCounter;
import io.voider.transport.shuttle.ShuttleCounter;
import io.voider.transport.stream.StreamCounter;
import java.util.Optional;

/**
 * Whose counters there are: under which name each is read, in {@code voider status --json}, of a rendezvous in its log, and
 * of a lab in what it tells.
 * {@code docs/counters.md} is made from this.
 */
public enum CounterGroup {
    PHONES("phones", Counter.class, "the channel on the phones' interface"),
    TUNNEL("tunnel.N", Counter.class, "the channel on the device of exchange N's tunnel; my own exchange is 1"),
    LINE(
            "line.N",
            ShuttleCounter.class,
            "what carries a line's tunnel datagrams; N is a friend's number, or x and the exchange's"),
    PATH("line.N", PathCounter.class, "the line's way through the Internet"),
    SIP_UDP("sip-udp", Counter.class, "what the exchange sends over UDP, before a channel has it"),
    SIP_TCP("sip-tcp", StreamCounter.class, "SIP over TCP"),
    CONTROL("control", StreamCounter.class, "the control socket"),
    EXCHANGE("", ExchangeCounter.class, "signalling"),
    GATE("", GateCounter.class, "the media gate"),
    RELAY("", RelayCounter.class, "the media relay, over all tunnels and phones"),
    SERVICES("", PhoneServiceCounter.class, "addresses, the time and names for the phones"),
    PROVISIONING("", ProvisioningCounter.class, "what phones fetch over HTTP"),
    INTRODUCTIONS("", IntroductionCounter.class, "the node's connections to rendezvous, all of them together"),
    RENDEZVOUS("", RendezvousCounter.class, "introductions; a rendezvous writes these and the next into its log"),
    STUN_TURN("", StunTurnCounter.class, "the rendezvous' STUN and TURN"),
    CABLE("cable.N", LinkCounter.class, "the lab's cable of home N, told by its last step; 0 is the rendezvous'"),
    CABLE_END(
            "cable.N",
            Counter.class,
            "the two ends of that cable, which this machine must read as fast as they are sent to");

    private final String prefix;
    private final Class<? extends Counted> counters;
    private final String meaning;

    CounterGroup(String prefix, Class<? extends Counted> counters, String meaning) {
        this.prefix = prefix;
        this.counters = counters;
        this.meaning = meaning;
    }

    /** What stands before each label, N being which one; empty if nothing does. */
    public String prefix() {
        return prefix;
    }

    /** The enum that is counted. */
    public Class<? extends Counted> counters() {
        return counters;
    }

    /** Whose they are, in words. */
    public String meaning() {
        return meaning;
    }

    /**
     * The name under which one counter is read.
     *
     * @param which instead of N; empty where there is one only
     */
    String name(Optional<String> which, Counted counter) {
        String before = which.map(each -> prefix.replace("N", each)).orElse(prefix);
        return before.isEmpty() ? counter.label() : before + "." + counter.label();
    }
}
