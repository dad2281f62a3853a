package io.voider.ns;

import io.voider.ns.Layout.NdMsg;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What an interface knows of a neighbour.
 *
 * @param link the interface's index
 * @param address the neighbour's IP address
 * @param mac its Ethernet address, if known
 * @param state how well it is known
 */
public record Neighbour(int link, InetAddress address, Optional<MacAddress> mac, State state) {

    /** The kernel's neighbour states: RFC 4861, section 7.3.2, and three of its own. */
    public enum State {
        /** Being asked for. */
        INCOMPLETE(0x01),
        /** Confirmed lately. */
        REACHABLE(0x02),
        /** Good until used. */
        STALE(0x04),
        /** Used again, to be asked soon. */
        DELAY(0x08),
        /** Being asked again. */
        PROBE(0x10),
        /** Did not answer. */
        FAILED(0x20),
        /** This kind of interface asks nobody. */
        NO_ARP(0x40),
        /** Set by hand. */
        PERMANENT(0x80),
        /** Not told. */
        NONE(0);

        private final int bit;

        State(int bit) {
            this.bit = bit;
        }

        int bit() {
            return bit;
        }

        static State of(int bits) {
            for (State state : values()) {
                if ((bits & state.bit) != 0) {
                    return state;
                }
            }
            return NONE;
        }
    }

    /** Reads an {@code RTM_NEWNEIGH} or {@code RTM_DELNEIGH}. */
    static Neighbour decode(NetlinkMessage message) {
        Attributes attributes = message.attributes(NdMsg.SIZE);
        return new Neighbour(
                message.int32(NdMsg.INDEX),
                attributes
                        .address(NdMsg.NDA_DST)
                        .orElseThrow(() -> new MalformedNetlinkException("a neighbour without an address", 0)),
                attributes.mac(NdMsg.NDA_LLADDR),
                State.of(message.u16(NdMsg.STATE)));
    }
}
