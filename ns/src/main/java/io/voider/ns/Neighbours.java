package io.voider.ns;

import io.voider.ns.Layout.NdMsg;
import io.voider.ns.Layout.NlMsgHdr;
import java.net.InetAddress;
import java.util.List;

/**
 * The neighbour table of one namespace: which IP address has which Ethernet address. Every method that names an interface
 * throws {@link KernelException} with {@code ENODEV} if it is not here, and {@code EPERM} without {@code CAP_NET_ADMIN}.
 */
public final class Neighbours {

    private final Netlink netlink;
    private final Links links;

    Neighbours(Netlink netlink, Links links) {
        this.netlink = netlink;
        this.links = links;
    }

    /** Every entry, IPv4 and IPv6. */
    public List<Neighbour> list() {
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_GETNEIGH, NlMsgHdr.NLM_F_DUMP, NdMsg.SIZE);
        return netlink.dump(request, message -> isIp(message) ? Neighbour.decode(message) : null);
    }

    /** A bridge's table of ports comes in the same messages. */
    private static boolean isIp(NetlinkMessage message) {
        if (!message.is(MessageType.RTM_NEWNEIGH)) {
            return false;
        }
        message.attributes(NdMsg.SIZE);
        int family = message.u8(NdMsg.FAMILY);
        return family == Layout.AF_INET || family == Layout.AF_INET6;
    }

    /** The entries of one interface. */
    public List<Neighbour> list(String link) {
        int index = links.require(link).index();
        return list().stream().filter(neighbour -> neighbour.link() == index).toList();
    }

    /** Sets an entry for good, in place of any other for {@code address}. */
    public void set(String link, String address, MacAddress mac) {
        int flags = NlMsgHdr.NLM_F_ACK | NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_REPLACE;
        NetlinkRequest request = request(MessageType.RTM_NEWNEIGH, flags, link, address)
                .set16(NdMsg.STATE, Neighbour.State.PERMANENT.bit())
                .bytes(NdMsg.NDA_LLADDR, mac.bytes());
        netlink.execute(request, address + " on " + link);
    }

    /**
     * Forgets an entry.
     *
     * @throws KernelException with {@code ENOENT} if there is none
     */
    public void remove(String link, String address) {
        netlink.execute(request(MessageType.RTM_DELNEIGH, NlMsgHdr.NLM_F_ACK, link, address), address + " on " + link);
    }

    private NetlinkRequest request(MessageType type, int flags, String link, String address) {
        InetAddress destination = Prefix.parseAddress(address);
        return new NetlinkRequest(type, flags, NdMsg.SIZE)
                .set8(NdMsg.FAMILY, Prefix.family(destination))
                .set32(NdMsg.INDEX, links.require(link).index())
                .address(NdMsg.NDA_DST, destination);
    }
}
