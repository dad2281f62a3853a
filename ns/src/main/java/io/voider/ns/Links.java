package io.voider.ns;

import io.voider.ns.Layout.IfInfoMsg;
import io.voider.ns.Layout.NlMsgHdr;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The interfaces of one namespace.
 *
 * <p>Every method that names an interface throws {@link KernelException} with {@code ENODEV} if it is not here, and {@code
 * EPERM} without {@code CAP_NET_ADMIN}; one that makes an interface, {@code EEXIST} if the name is taken. Names have 1 to 15
 * bytes, no white space and no slash.
 */
public final class Links {

    private static final int NAME_LIMIT_BYTES = 15;

    private final Namespace namespace;
    private final Netlink netlink;

    Links(Namespace namespace, Netlink netlink) {
        this.namespace = namespace;
        this.netlink = netlink;
    }

    /** All interfaces, {@code lo} included. */
    public List<Link> list() {
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_GETLINK, NlMsgHdr.NLM_F_DUMP, IfInfoMsg.SIZE);
        return netlink.dump(request, message -> message.is(MessageType.RTM_NEWLINK) ? Link.decode(message) : null);
    }

    /** The interface of that name. */
    public Optional<Link> find(String name) {
        return list().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    /** The interface of that name, which must be there. */
    public Link require(String name) {
        return find(name)
                .orElseThrow(() -> new KernelException(
                        "rtnetlink " + MessageType.RTM_GETLINK,
                        Errno.ENODEV.number(),
                        name + " in " + namespace.name()));
    }

    /** Makes a pair of Ethernet interfaces, what goes into one coming out of the other. */
    public void createVeth(String name, String peer) {
        createVeth(name, peer, namespace);
    }

    /**
     * Makes a veth pair with one end here and the other in {@code peerNamespace}, in one step: there is no moment at which
     * both ends are in one namespace.
     */
    public void createVeth(String name, String peer, Namespace peerNamespace) {
        checkName(name);
        checkName(peer);
        create(
                name,
                "veth",
                info -> info.nest(
                        IfInfoMsg.IFLA_INFO_DATA,
                        0,
                        data -> data.nest(IfInfoMsg.VETH_INFO_PEER, IfInfoMsg.SIZE, other -> {
                            other.string(IfInfoMsg.IFLA_IFNAME, peer);
                            other.u32(IfInfoMsg.IFLA_NET_NS_FD, peerNamespace.fd());
                        })));
    }

    /** Makes a bridge: a switch whose ports are the interfaces that {@link #enslave} gives it. */
    public void createBridge(String name) {
        checkName(name);
        create(name, "bridge", info -> {});
    }

    private void create(String name, String kind, Consumer<NetlinkRequest> details) {
        int flags = NlMsgHdr.NLM_F_ACK | NlMsgHdr.NLM_F_CREATE | NlMsgHdr.NLM_F_EXCL;
        NetlinkRequest request = new NetlinkRequest(MessageType.RTM_NEWLINK, flags, IfInfoMsg.SIZE)
                .string(IfInfoMsg.IFLA_IFNAME, name)
                .nest(IfInfoMsg.IFLA_LINKINFO, 0, info -> {
                    info.string(IfInfoMsg.IFLA_INFO_KIND, kind);
                    details.accept(info);
                });
        netlink.execute(request, kind + " " + name + " in " + namespace.name());
    }

    /**
     * Makes a tun device that stays until it is deleted or its namespace ends: it carries bare IP packets, without a
     * leading header.
     *
     * @param uid the user who may open it without privileges, as {@code openvpn} does
     */
    public void createTun(String name, int uid) {
        checkName(name);
        namespace.call(() -> {
            TunDevice.create(name, uid);
            return null;
        });
    }

    /** Ends an interface; with one end of a veth pair goes the other. */
    public void delete(String name) {
        netlink.execute(change(MessageType.RTM_DELLINK, name), object(name));
    }

    /** Sets it up. */
    public void up(String name) {
        setFlags(name, IfInfoMsg.IFF_UP);
    }

    /** Sets it down: its routes go, its IPv4 addresses stay. */
    public void down(String name) {
        setFlags(name, 0);
    }

    private void setFlags(String name, int flags) {
        NetlinkRequest request = change(MessageType.RTM_NEWLINK, name)
                .set32(IfInfoMsg.FLAGS, flags)
                .set32(IfInfoMsg.CHANGE, IfInfoMsg.IFF_UP);
        netlink.execute(request, object(name));
    }

    /** Sets the MTU in bytes. */
    public void mtu(String name, int bytes) {
        netlink.execute(change(MessageType.RTM_NEWLINK, name).u32(IfInfoMsg.IFLA_MTU, bytes), object(name));
    }

    /** Sets the Ethernet address. */
    public void mac(String name, MacAddress mac) {
        netlink.execute(change(MessageType.RTM_NEWLINK, name).bytes(IfInfoMsg.IFLA_ADDRESS, mac.bytes()), object(name));
    }

    /** Gives it another name; kernels before 6.3 want it down for that ({@code EBUSY}). */
    public void rename(String name, String newName) {
        checkName(newName);
        NetlinkRequest request =
                byIndex(MessageType.RTM_NEWLINK, require(name).index()).string(IfInfoMsg.IFLA_IFNAME, newName);
        netlink.execute(request, object(name));
    }

    /** Moves it to {@code target}, where it arrives down and without addresses. */
    public void move(String name, Namespace target) {
        move(name, target, name);
    }

    /** The same, under another name from the first moment on. */
    public void move(String name, Namespace target, String newName) {
        checkName(newName);
        NetlinkRequest request = byIndex(MessageType.RTM_NEWLINK, require(name).index())
                .u32(IfInfoMsg.IFLA_NET_NS_FD, target.fd())
                .string(IfInfoMsg.IFLA_IFNAME, newName);
        netlink.execute(request, object(name) + " to " + target.name());
    }

    /** Makes it a port of a bridge. */
    public void enslave(String name, String bridge) {
        int master = require(bridge).index();
        netlink.execute(change(MessageType.RTM_NEWLINK, name).u32(IfInfoMsg.IFLA_MASTER, master), object(name));
    }

    private static NetlinkRequest change(MessageType type, String name) {
        checkName(name);
        return new NetlinkRequest(type, NlMsgHdr.NLM_F_ACK, IfInfoMsg.SIZE).string(IfInfoMsg.IFLA_IFNAME, name);
    }

    private static NetlinkRequest byIndex(MessageType type, int index) {
        return new NetlinkRequest(type, NlMsgHdr.NLM_F_ACK, IfInfoMsg.SIZE).set32(IfInfoMsg.INDEX, index);
    }

    private String object(String name) {
        return name + " in " + namespace.name();
    }

    /** {@code dev_valid_name} in the kernel's {@code net/core/dev.c}. */
    static void checkName(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        boolean odd = name.chars().anyMatch(c -> c == '/' || c == ':' || c <= ' ' || Character.isWhitespace(c));
        if (length == 0 || length > NAME_LIMIT_BYTES || odd || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    "not an interface name (1 to 15 bytes, no space, slash or colon): " + name);
        }
    }
}
