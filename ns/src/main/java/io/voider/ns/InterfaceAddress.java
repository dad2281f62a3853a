package io.voider.ns;

import io.voider.ns.Layout.IfAddrMsg;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An address of an interface.
 *
 * @param link the interface's index
 * @param prefix the address and its network's length
 * @param peer the address at the other end of a point-to-point interface
 * @param linkLocal whether it is good on this link only (IPv4 scope {@code link}, IPv6 {@code fe80::/10})
 * @param permanent whether it stays until removed, rather than until a lease or an advertisement ends
 * @param tentative whether IPv6 still looks for a duplicate: it cannot be bound yet
 * @param deprecated whether it should not be used for anything new
 */
public record InterfaceAddress(
        int link,
        Prefix prefix,
        Optional<InetAddress> peer,
        boolean linkLocal,
        boolean permanent,
        boolean tentative,
        boolean deprecated) {

    /** The address without the prefix length. */
    public InetAddress address() {
        return prefix.address();
    }

    /** Reads an {@code RTM_NEWADDR} or {@code RTM_DELADDR}. */
    static InterfaceAddress decode(NetlinkMessage message) {
        Attributes attributes = message.attributes(IfAddrMsg.SIZE);
        Optional<InetAddress> remote = attributes.address(IfAddrMsg.IFA_ADDRESS);
        Optional<InetAddress> local = attributes.address(IfAddrMsg.IFA_LOCAL);
        InetAddress address = local.or(() -> remote)
                .orElseThrow(() -> new MalformedNetlinkException("an address message without an address", 0));
        int flags = attributes.int32(IfAddrMsg.IFA_FLAGS).orElse(message.u8(IfAddrMsg.FLAGS));
        return new InterfaceAddress(
                message.int32(IfAddrMsg.INDEX),
                Decoded.prefix(address, message.u8(IfAddrMsg.PREFIX_LENGTH)),
                local.isPresent() ? remote.filter(other -> !other.equals(address)) : Optional.empty(),
                message.u8(IfAddrMsg.SCOPE) == Layout.RtMsg.RT_SCOPE_LINK,
                (flags & IfAddrMsg.IFA_F_PERMANENT) != 0,
                (flags & IfAddrMsg.IFA_F_TENTATIVE) != 0,
                (flags & IfAddrMsg.IFA_F_DEPRECATED) != 0);
    }
}
