package io.voider.ns;

import io.voider.ns.Layout.RtMsg;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A route. Made by one of {@link #to}, {@link #local}, {@link #blackhole} and the like, and the methods that complete it:
 *
 * <pre>{@code Route.to("0.0.0.0/0").via("10.0.0.1").dev("eth0")}</pre>
 *
 * @param destination the network it leads to
 * @param type what becomes of a packet for it
 * @param gateway the next hop
 * @param dev the name of the interface that it leaves through
 * @param source the source address that our own packets get
 * @param table 254 is the main one, 255 the local one
 * @param metric the lowest wins
 */
public record Route(
        Prefix destination,
        Type type,
        Optional<InetAddress> gateway,
        Optional<String> dev,
        Optional<InetAddress> source,
        int table,
        OptionalInt metric) {

    /** The table that {@code ip route} shows. */
    public static final int MAIN_TABLE = 254;

    /** The table of the machine's own addresses. */
    public static final int LOCAL_TABLE = 255;

    /** {@code rtm_type}. */
    public enum Type {
        /** On to the gateway or the interface. */
        UNICAST(1, RtMsg.RT_SCOPE_UNIVERSE),
        /** It is for this machine. */
        LOCAL(2, RtMsg.RT_SCOPE_HOST),
        /** For all on the link. */
        BROADCAST(3, RtMsg.RT_SCOPE_LINK),
        /** For any one of several. */
        ANYCAST(4, RtMsg.RT_SCOPE_LINK),
        /** For a group. */
        MULTICAST(5, RtMsg.RT_SCOPE_UNIVERSE),
        /** Dropped in silence. */
        BLACKHOLE(6, RtMsg.RT_SCOPE_UNIVERSE),
        /** Refused as unreachable. */
        UNREACHABLE(7, RtMsg.RT_SCOPE_UNIVERSE),
        /** Refused as forbidden. */
        PROHIBIT(8, RtMsg.RT_SCOPE_UNIVERSE),
        /** Not in this table: the next rule is asked. */
        THROW(9, RtMsg.RT_SCOPE_UNIVERSE),
        /** A kind that this module has no name for. */
        OTHER(0, RtMsg.RT_SCOPE_UNIVERSE);

        private final int number;
        private final int scope;

        Type(int number, int scope) {
            this.number = number;
            this.scope = scope;
        }

        int number() {
            return number;
        }

        static Type of(int number) {
            for (Type type : values()) {
                if (type.number == number) {
                    return type;
                }
            }
            return OTHER;
        }
    }

    /** To the network {@code destination}, in the main table; still wants {@link #via} or {@link #dev}. */
    public static Route to(String destination) {
        return of(Type.UNICAST, destination);
    }

    /** Makes every address of {@code destination} this machine's own; wants {@code dev("lo")}. In the main table. */
    public static Route local(String destination) {
        return of(Type.LOCAL, destination);
    }

    /** Drops in silence what goes to {@code destination}. In the main table. */
    public static Route blackhole(String destination) {
        return of(Type.BLACKHOLE, destination);
    }

    /** Of any type, in the main table. */
    public static Route of(Type type, String destination) {
        return new Route(
                Prefix.parse(destination).network(),
                type,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                MAIN_TABLE,
                OptionalInt.empty());
    }

    /** The same through a gateway. */
    public Route via(String gatewayAddress) {
        return new Route(
                destination, type, Optional.of(Prefix.parseAddress(gatewayAddress)), dev, source, table, metric);
    }

    /** The same out of an interface. */
    public Route dev(String link) {
        return new Route(destination, type, gateway, Optional.of(link), source, table, metric);
    }

    /** The same with a source address for what this machine sends. */
    public Route source(String address) {
        return new Route(destination, type, gateway, dev, Optional.of(Prefix.parseAddress(address)), table, metric);
    }

    /** The same in another table. */
    public Route table(int number) {
        return new Route(destination, type, gateway, dev, source, number, metric);
    }

    /** The same with a metric. */
    public Route metric(int value) {
        return new Route(destination, type, gateway, dev, source, table, OptionalInt.of(value));
    }

    /** {@code rtm_scope}: how far away the destination is, as {@code ip route} reckons it. */
    int scope() {
        boolean onLink = type == Type.UNICAST && gateway.isEmpty();
        return onLink ? RtMsg.RT_SCOPE_LINK : type.scope;
    }
}
