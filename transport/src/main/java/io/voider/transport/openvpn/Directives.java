package io.voider.transport.openvpn;

import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Credential;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.packet.InternetMtu;

/** The configurations that we write for OpenVPN. Keys stand inside them; nothing else is told to the process. */
public final class Directives {
    /** The device in each namespace. */
    public static final String DEVICE = "tun0";

    /** Where OpenVPN's server listens, and where its client believes the server to be, inside the namespace. */
    public static final int SERVER_PORT = 1194;

    /** Where OpenVPN's client sends from, inside the namespace. */
    public static final int CLIENT_PORT = 1195;

    /** Of IPv6, UDP and a TURN server: what goes around a packet of OpenVPN's own, such as its handshake's. */
    private static final int HEADERS_BYTES = 84;

    /**
     * What is asked for OpenVPN's socket, in which all friends' datagrams wait. The kernel gives no more than net.core.rmem_max, which as
     * a rule is what a socket has anyway, and doubles what was asked: so even then it holds twice as much as without the question, some 300
     * datagrams with SIP in them.
     */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private static final String NETMASK = "255.255.255.0";

    private Directives() {}

    /** The server's. */
    public static String server(
            OpenVpn openVpn, RuntimeDirectory directory, Authority authority, Credential credential) {
        return """
            mode server
            tls-server
            local 127.0.0.1
            port %d
            topology subnet
            push "topology subnet"
            ifconfig 172.31.0.1 %s
            dh none
            remote-cert-tls client
            verify-client-cert require
            client-config-dir %s
            ccd-exclusive
            crl-verify %s
            keepalive 5 20
            tls-timeout 1
            max-clients 1024
            """.formatted(SERVER_PORT, NETMASK, directory.clients(), directory.revocationList())
                + common(openVpn, directory, authority.profile())
                + inline("ca", authority.certificatePem())
                + inline("cert", credential.certificatePem())
                + inline("key", credential.privateKeyPem())
                + inline("tls-crypt-v2", authority.tlsCryptKey().pem());
    }

    /** The client's. */
    public static String client(OpenVpn openVpn, RuntimeDirectory directory, Invitation invitation) {
        return """
            client
            remote 127.0.0.1 %d
            local 127.0.0.1
            lport %d
            resolv-retry 0
            connect-retry 1 5
            connect-timeout 5
            hand-window 10
            tls-timeout 1
            route-nopull
            pull-filter ignore "dns"
            pull-filter ignore "route"
            pull-filter ignore "redirect-"
            remote-cert-tls server
            explicit-exit-notify 1
            """.formatted(SERVER_PORT, CLIENT_PORT)
                + common(openVpn, directory, invitation.profile())
                + inline("ca", invitation.authorityPem())
                + inline("cert", invitation.credential().certificatePem())
                + inline("key", invitation.credential().privateKeyPem())
                + inline("tls-crypt-v2", invitation.tlsCryptKey().pem());
    }

    private static String common(OpenVpn openVpn, RuntimeDirectory directory, Profile profile) {
        String groups = openVpn.hybridGroups() ? profile.hybridGroup() + ":" + profile.group() : profile.group();
        return """
            proto udp4
            dev %s
            dev-type tun
            dev-node %s
            ifconfig-noexec
            route-noexec
            script-security 0
            persist-tun
            persist-key
            disable-dco
            rcvbuf %d
            max-packet-size %d
            tls-version-min 1.3
            tls-ciphersuites %s
            tls-groups %s
            data-ciphers %s
            management %s unix
            management-client
            management-hold
            management-log-cache 50
            verb 3
            mute 10
            """.formatted(
                        DEVICE,
                        directory.deviceNode(),
                        RECEIVE_BUFFER_BYTES,
                        InternetMtu.BYTES - HEADERS_BYTES,
                        openVpn.tlsCiphers(),
                        groups,
                        openVpn.dataCiphers(),
                        directory.managementSocket());
    }

    private static String inline(String tag, String pem) {
        return "<" + tag + ">\n" + pem + "</" + tag + ">\n";
    }

    /** What the server's client-config directory says of a friend, in a file of the friend's common name. */
    public static String friend(Subscriber subscriber) {
        return """
            ifconfig-push 172.31.0.%1$d %2$s
            iroute 172.29.%1$d.0 %2$s
            """.formatted(subscriber.number(), NETMASK);
    }
}
