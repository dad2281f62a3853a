package io.voider.ns;

import io.voider.ns.Layout.FibRuleHdr;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A rule that chooses the routing table: {@code ip-rule(8)}. Made by {@link #lookup} and the methods that narrow it:
 *
 * <pre>{@code Rule.lookup(100).priority(10).ipProtocol(6)}</pre>
 *
 * @param family which packets it is for
 * @param action what becomes of a packet that matches
 * @param table where a matching packet's route is looked up; 0 unless the action is {@code LOOKUP}
 * @param priority the lowest is asked first; none lets the kernel choose
 * @param ipProtocol the protocol number that a packet must have: 6 for TCP, 17 for UDP
 * @param from its source
 * @param to its destination
 * @param incoming the name of the interface it came in by, {@code lo} for the machine's own
 * @param outgoing the name of the interface its socket is bound to
 * @param mark the mark it carries
 */
public record Rule(
        Family family,
        Action action,
        int table,
        OptionalInt priority,
        OptionalInt ipProtocol,
        Optional<Prefix> from,
        Optional<Prefix> to,
        Optional<String> incoming,
        Optional<String> outgoing,
        OptionalInt mark) {

    /** The two versions of IP have rules of their own. */
    public enum Family {
        /** IPv4. */
        IPV4(Layout.AF_INET),
        /** IPv6. */
        IPV6(Layout.AF_INET6);

        private final int number;

        Family(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** {@code FR_ACT_*}. */
    public enum Action {
        /** Look into the table. */
        LOOKUP(1),
        /** Drop in silence. */
        BLACKHOLE(6),
        /** Refuse as unreachable. */
        UNREACHABLE(7),
        /** Refuse as forbidden. */
        PROHIBIT(8),
        /** An action that this module has no name for. */
        OTHER(0);

        private final int number;

        Action(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Action of(int number) {
            for (Action action : values()) {
                if (action.number == number) {
                    return action;
                }
            }
            return OTHER;
        }
    }

    /** Looks every IPv4 packet's route up in {@code table}. */
    public static Rule lookup(int table) {
        return of(Family.IPV4, Action.LOOKUP, table);
    }

    /** Of any family and action. */
    public static Rule of(Family family, Action action, int table) {
        return new Rule(
                family,
                action,
                table,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
    }

    /** The same at that place among the rules. */
    public Rule priority(int value) {
        return new Rule(family, action, table, OptionalInt.of(value), ipProtocol, from, to, incoming, outgoing, mark);
    }

    /** The same for one protocol: 6 is TCP, 17 UDP. */
    public Rule ipProtocol(int number) {
        return new Rule(family, action, table, priority, OptionalInt.of(number), from, to, incoming, outgoing, mark);
    }

    /** The same for packets from there. */
    public Rule from(String prefix) {
        Optional<Prefix> source = Optional.of(Prefix.parse(prefix).network());
        return new Rule(family, action, table, priority, ipProtocol, source, to, incoming, outgoing, mark);
    }

    /** The same for packets to there. */
    public Rule to(String prefix) {
        Optional<Prefix> destination = Optional.of(Prefix.parse(prefix).network());
        return new Rule(family, action, table, priority, ipProtocol, from, destination, incoming, outgoing, mark);
    }

    /** The same for packets that came in by that interface. */
    public Rule incoming(String link) {
        return new Rule(family, action, table, priority, ipProtocol, from, to, Optional.of(link), outgoing, mark);
    }

    /** The same for packets of sockets bound to that interface. */
    public Rule outgoing(String link) {
        return new Rule(family, action, table, priority, ipProtocol, from, to, incoming, Optional.of(link), mark);
    }

    /** The same for packets with that mark. */
    public Rule mark(int value) {
        return new Rule(
                family, action, table, priority, ipProtocol, from, to, incoming, outgoing, OptionalInt.of(value));
    }

    /** Reads an {@code RTM_NEWRULE} or {@code RTM_DELRULE}. */
    static Rule decode(NetlinkMessage message) {
        Attributes attributes = message.attributes(FibRuleHdr.SIZE);
        int sourceLength = message.u8(FibRuleHdr.SOURCE_LENGTH);
        int destinationLength = message.u8(FibRuleHdr.DESTINATION_LENGTH);
        return new Rule(
                message.u8(FibRuleHdr.FAMILY) == Layout.AF_INET6 ? Family.IPV6 : Family.IPV4,
                Action.of(message.u8(FibRuleHdr.ACTION)),
                attributes.int32(FibRuleHdr.FRA_TABLE).orElse(message.u8(FibRuleHdr.TABLE)),
                OptionalInt.of(attributes.int32(FibRuleHdr.FRA_PRIORITY).orElse(0)),
                attributes.u8(FibRuleHdr.FRA_IP_PROTO),
                attributes.address(FibRuleHdr.FRA_SRC).map(address -> Decoded.prefix(address, sourceLength)),
                attributes.address(FibRuleHdr.FRA_DST).map(address -> Decoded.prefix(address, destinationLength)),
                attributes.string(FibRuleHdr.FRA_IIFNAME),
                attributes.string(FibRuleHdr.FRA_OIFNAME),
                attributes.int32(FibRuleHdr.FRA_FWMARK));
    }
}
