package io.voider.transport.openvpn;

import io.voider.ns.Namespace;
import io.voider.transport.packet.InternetMtu;

/** The tunnel's device, made before OpenVPN starts, since OpenVPN may not make one. On the namespace's thread. */
final class TunnelDevice {
    /** What OpenVPN (24), UDP (8), IPv6 (40) and a TURN server (36) put around a packet, in bytes. */
    private static final int AROUND_BYTES = 108;

    static final int MTU = InternetMtu.BYTES - AROUND_BYTES;

    private TunnelDevice() {}

    /** Makes {@code tun0} for OpenVPN's user, unless it is there, and brings it and {@code lo} up. No address is given. */
    static void make(Namespace namespace, OpenVpn openVpn) {
        namespace.sysctls().set("net/ipv6/conf/all/disable_ipv6", "1");
        namespace.sysctls().set("net/ipv6/conf/default/disable_ipv6", "1");
        if (namespace.links().find(Directives.DEVICE).isEmpty()) {
            namespace.links().createTun(Directives.DEVICE, openVpn.uid());
            namespace.links().mtu(Directives.DEVICE, MTU);
        }
        namespace.links().up("lo");
        namespace.links().up(Directives.DEVICE);
    }
}
