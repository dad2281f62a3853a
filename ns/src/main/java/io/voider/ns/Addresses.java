package io.voider.ns;

import io.voider.ns.Layout.IfAddrMsg;
import io.voider.ns.Layout.NlMsgHdr;
import java.net.Inet4Address;
import java.util.List;

/**
 * The addresses of the interfaces of one namespace, IPv4 and IPv6. Every method that names an interface throws {@link
 * KernelException} with {@code ENODEV} if it is not here, and {@code EPERM} without {@code CAP_NET_ADMIN}.
 */
public final class Addresses {

    private final Netlink netlink;
    private final Links links;

    Addresses(Netlink netlink, Links links) {
        this.netlink = netlink;
        this.links = links;
    }

    /** Every address of every interface. */
    public List<InterfaceAddress> list() {
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_GETADDR, NlMsgHdr.NLM_F_DUMP, IfAddrMsg.SIZE);
        return netlink.dump(
                request, message -> message.is(MessageType.RTM_NEWADDR) ? InterfaceAddress.decode(message) : null);
    }

    /** The addresses of one interface. */
    public List<InterfaceAddress> list(String link) {
        int index = links.require(link).index();
        return list().stream().filter(address -> address.link() == index).toList();
    }

    /**
     * Adds {@code "10.0.0.1/24"} or {@code "fd00::1/64"}; an IPv6 address is good at once, without looking for a duplicate.
     *
     * @throws KernelException with {@code EEXIST} if the interface has it already
     */
    public void add(String link, String prefix) {
        add(link, Prefix.parse(prefix));
    }

    /** The same. */
    public void add(String link, Prefix prefix) {
        int flags = NlMsgHdr.NLM_F_ACK | NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_EXCL;
        NetlinkRequest request = request(MessageType.RTM_NEWADDR, flags, link, prefix);
        if (prefix.address() instanceof Inet4Address && prefix.length() < 31) {
            request.address(IfAddrMsg.IFA_BROADCAST, prefix.broadcast());
        }
        netlink.execute(request, prefix + " on " + link);
    }

    /**
     * Takes an address away.
     *
     * @throws KernelException with {@code EADDRNOTAVAIL} if the interface does not have it
     */
    public void remove(String link, String prefix) {
        remove(link, Prefix.parse(prefix));
    }

    /** The same. */
    public void remove(String link, Prefix prefix) {
        netlink.execute(request(MessageType.RTM_DELADDR, NlMsgHdr.NLM_F_ACK, link, prefix), prefix + " on " + link);
    }

    private NetlinkRequest request(MessageType type, int flags, String link, Prefix prefix) {
        NetlinkRequest request = new NetlinkRequest(type, flags, IfAddrMsg.SIZE)
                .set8(IfAddrMsg.FAMILY, Prefix.family(prefix.address()))
                .set8(IfAddrMsg.PREFIX_LENGTH, prefix.length())
                .set32(IfAddrMsg.INDEX, links.require(link).index())
                .address(IfAddrMsg.IFA_LOCAL, prefix.address());
        if (type == MessageType.RTM_NEWADDR) {
            request.address(IfAddrMsg.IFA_ADDRESS, prefix.address());
        }
        if (type == MessageType.RTM_NEWADDR && !(prefix.address() instanceof Inet4Address)) {
            request.u32(IfAddrMsg.IFA_FLAGS, IfAddrMsg.IFA_F_NODAD);
        }
        return request;
    }
}
