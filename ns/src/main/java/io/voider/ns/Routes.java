package io.voider.ns;

import io.voider.ns.Layout.NlMsgHdr;
import io.voider.ns.Layout.RtMsg;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The routes of one namespace, IPv4 and IPv6, in all tables. Changes want {@code CAP_NET_ADMIN}. */
public final class Routes {

    private final Netlink netlink;
    private final Links links;

    Routes(Netlink netlink, Links links) {
        this.netlink = netlink;
        this.links = links;
    }

    /** Every route of every table, in the kernel's order. A route with several next hops comes without a gateway. */
    public List<Route> list() {
        Map<Integer, String> names = links.list().stream().collect(Collectors.toMap(Link::index, Link::name));
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_GETROUTE, NlMsgHdr.NLM_F_DUMP, RtMsg.SIZE);
        return netlink.dump(request, message -> decode(message, names));
    }

    /** The routes of one table. */
    public List<Route> list(int table) {
        return list().stream().filter(route -> route.table() == table).toList();
    }

    /**
     * Adds a route.
     *
     * @throws KernelException with {@code EEXIST} if it is there, {@code ENETUNREACH} if the gateway is not on a link
     */
    public void add(Route route) {
        int flags = NlMsgHdr.NLM_F_ACK | NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_EXCL;
        netlink.execute(request(MessageType.RTM_NEWROUTE, flags, route), describe(route));
    }

    /** Adds a route, in place of the one to the same destination with the same metric, if there is one. */
    public void replace(Route route) {
        int flags = NlMsgHdr.NLM_F_ACK | NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_REPLACE;
        netlink.execute(request(MessageType.RTM_NEWROUTE, flags, route), describe(route));
    }

    /**
     * Takes a route away.
     *
     * @throws KernelException with {@code ESRCH} if there is no such route
     */
    public void remove(Route route) {
        netlink.execute(request(MessageType.RTM_DELROUTE, NlMsgHdr.NLM_F_ACK, route), describe(route));
    }

    private NetlinkRequest request(MessageType type, int flags, Route route) {
        Prefix destination = route.destination();
        NetlinkRequest request = new NetlinkRequest(type, flags, RtMsg.SIZE)
                .set8(RtMsg.FAMILY, Prefix.family(destination.address()))
                .set8(RtMsg.DESTINATION_LENGTH, destination.length())
                .set8(RtMsg.PROTOCOL, type == MessageType.RTM_NEWROUTE ? RtMsg.RTPROT_BOOT : 0)
                .set8(RtMsg.SCOPE, type == MessageType.RTM_NEWROUTE ? route.scope() : RtMsg.RT_SCOPE_NOWHERE)
                .set8(RtMsg.TYPE, route.type().number())
                .u32(RtMsg.RTA_TABLE, route.table());
        if (destination.length() > 0) {
            request.address(RtMsg.RTA_DST, destination.network().address());
        }
        route.gateway().ifPresent(gateway -> request.address(RtMsg.RTA_GATEWAY, gateway));
        route.dev()
                .ifPresent(dev -> request.u32(RtMsg.RTA_OIF, links.require(dev).index()));
        route.source().ifPresent(source -> request.address(RtMsg.RTA_PREFSRC, source));
        route.metric().ifPresent(metric -> request.u32(RtMsg.RTA_PRIORITY, metric));
        return request;
    }

    private String describe(Route route) {
        StringBuilder text = new StringBuilder().append(route.destination());
        route.gateway().ifPresent(gateway -> text.append(" via ").append(gateway.getHostAddress()));
        route.dev().ifPresent(dev -> text.append(" dev ").append(dev));
        return text.append(" table ")
                .append(route.table())
                .append(" in ")
                .append(netlink.namespace().name())
                .toString();
    }

    /**
     * Reads an {@code RTM_NEWROUTE} or {@code RTM_DELROUTE}; null for what is no IP route, or a cached one.
     *
     * @param names of the interfaces, by index
     */
    static @Nullable Route decode(NetlinkMessage message, Map<Integer, String> names) {
        if (!message.is(MessageType.RTM_NEWROUTE) && !message.is(MessageType.RTM_DELROUTE)) {
            return null;
        }
        Attributes attributes = message.attributes(RtMsg.SIZE);
        int family = message.u8(RtMsg.FAMILY);
        boolean ip = family == Layout.AF_INET || family == Layout.AF_INET6;
        if (!ip || (message.int32(RtMsg.FLAGS) & RtMsg.RTM_F_CLONED) != 0) {
            return null;
        }
        OptionalInt dev = attributes.int32(RtMsg.RTA_OIF);
        return new Route(
                Decoded.prefixOrDefault(
                        attributes.address(RtMsg.RTA_DST), message.u8(RtMsg.DESTINATION_LENGTH), family),
                Route.Type.of(message.u8(RtMsg.TYPE)),
                attributes.address(RtMsg.RTA_GATEWAY),
                dev.isPresent()
                        ? Optional.of(names.getOrDefault(dev.getAsInt(), "#" + dev.getAsInt()))
                        : Optional.empty(),
                attributes.address(RtMsg.RTA_PREFSRC),
                attributes.int32(RtMsg.RTA_TABLE).orElse(message.u8(RtMsg.TABLE)),
                attributes.int32(RtMsg.RTA_PRIORITY));
    }
}
