package io.voider.ns;

import io.voider.ns.Layout.IfInfoMsg;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An interface, as it was when asked.
 *
 * @param index the number by which the kernel knows it within its namespace
 * @param name at most 15 bytes
 * @param up whether it was set up
 * @param running whether it is up and its other end, cable or process, is there too
 * @param state the operational state of RFC 2863
 * @param loopback whether it is the loopback interface
 * @param mtu in bytes
 * @param mac its Ethernet address; none on a tun
 * @param kind {@code veth}, {@code tun}, {@code bridge}, …; empty for hardware and {@code lo}
 * @param peer the index of the other end of a veth
 * @param peerNamespace set if the peer is in another namespace: the number that this namespace knows that one by
 * @param master the index of the bridge that it is a port of
 * @param owner the user who may open this tun device
 * @param statistics what went through
 */
public record Link(
        int index,
        String name,
        boolean up,
        boolean running,
        State state,
        boolean loopback,
        int mtu,
        Optional<MacAddress> mac,
        String kind,
        OptionalInt peer,
        OptionalInt peerNamespace,
        OptionalInt master,
        OptionalInt owner,
        Statistics statistics) {

    /** The operational states of RFC 2863, section 3.1.14, in the kernel's order. */
    public enum State {
        /** Not told, as with {@code lo} and tun. */
        UNKNOWN,
        /** A part is missing. */
        NOT_PRESENT,
        /** Cannot pass packets. */
        DOWN,
        /** The interface below it is down. */
        LOWER_LAYER_DOWN,
        /** Under test. */
        TESTING,
        /** Waits for an event, such as authentication. */
        DORMANT,
        /** Passes packets. */
        UP;

        static State of(int number) {
            State[] states = values();
            return number < states.length ? states[number] : UNKNOWN;
        }
    }

    /** Counts since the interface was made; unsigned 64-bit. */
    public record Statistics(
            long receivedPackets,
            long sentPackets,
            long receivedBytes,
            long sentBytes,
            long receiveErrors,
            long sendErrors,
            long receiveDrops,
            long sendDrops) {

        static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0, 0, 0);

        private static Statistics decode(ByteBuffer stats) {
            return new Statistics(
                    stats.getLong(Layout.LinkStats64.RX_PACKETS),
                    stats.getLong(Layout.LinkStats64.TX_PACKETS),
                    stats.getLong(Layout.LinkStats64.RX_BYTES),
                    stats.getLong(Layout.LinkStats64.TX_BYTES),
                    stats.getLong(Layout.LinkStats64.RX_ERRORS),
                    stats.getLong(Layout.LinkStats64.TX_ERRORS),
                    stats.getLong(Layout.LinkStats64.RX_DROPPED),
                    stats.getLong(Layout.LinkStats64.TX_DROPPED));
        }
    }

    /** Reads an {@code RTM_NEWLINK} or {@code RTM_DELLINK}. */
    static Link decode(NetlinkMessage message) {
        Attributes attributes = message.attributes(IfInfoMsg.SIZE);
        Attributes info = attributes.nested(IfInfoMsg.IFLA_LINKINFO);
        String kind = info.string(IfInfoMsg.IFLA_INFO_KIND).orElse("");
        int flags = message.int32(IfInfoMsg.FLAGS);
        boolean veth = kind.equals("veth");
        return new Link(
                message.int32(IfInfoMsg.INDEX),
                attributes.string(IfInfoMsg.IFLA_IFNAME).orElse(""),
                (flags & IfInfoMsg.IFF_UP) != 0,
                (flags & IfInfoMsg.IFF_RUNNING) != 0,
                State.of(attributes.u8(IfInfoMsg.IFLA_OPERSTATE).orElse(0)),
                (flags & IfInfoMsg.IFF_LOOPBACK) != 0,
                attributes.int32(IfInfoMsg.IFLA_MTU).orElse(0),
                attributes.mac(IfInfoMsg.IFLA_ADDRESS),
                kind,
                veth ? attributes.int32(IfInfoMsg.IFLA_LINK) : OptionalInt.empty(),
                veth ? attributes.int32(IfInfoMsg.IFLA_LINK_NETNSID) : OptionalInt.empty(),
                attributes.int32(IfInfoMsg.IFLA_MASTER),
                kind.equals("tun")
                        ? info.nested(IfInfoMsg.IFLA_INFO_DATA).int32(IfInfoMsg.IFLA_TUN_OWNER)
                        : OptionalInt.empty(),
                attributes
                        .structure(IfInfoMsg.IFLA_STATS64, Layout.LinkStats64.SIZE)
                        .map(Statistics::decode)
                        .orElse(Statistics.NONE));
    }
}
