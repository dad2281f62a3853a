package io.voider.transport.identity;

import io.voider.transport.address.Endpoint;
import java.util.List;
import java.util.Set;

/** The OpenVPN directives of an invitation: these lines, in this order, and never any other. */
final class StockDirectives {
    private static final Set<String> RUN_A_PROGRAM = Set.of(
            "up",
            "down",
            "route-up",
            "route-pre-down",
            "ipchange",
            "plugin",
            "script-security",
            "tls-verify",
            "iproute",
            "client-connect",
            "client-disconnect",
            "client-crresponse",
            "learn-address",
            "auth-user-pass-verify",
            "tls-crypt-v2-verify",
            "engine",
            "providers",
            "pkcs11-providers",
            "up-restart",
            "down-pre",
            "setenv",
            "setenv-safe");
    private static final Set<String> TOUCH_FILES = Set.of(
            "ca",
            "cert",
            "key",
            "extra-certs",
            "pkcs12",
            "secret",
            "tls-auth",
            "tls-crypt",
            "tls-crypt-v2",
            "dh",
            "crl-verify",
            "capath",
            "config",
            "cd",
            "chroot",
            "log",
            "log-append",
            "status",
            "writepid",
            "daemon",
            "askpass",
            "auth-user-pass",
            "dev-node",
            "replay-persist",
            "tmp-dir",
            "client-config-dir",
            "inactive",
            "ifconfig-pool-persist",
            "tls-export-cert",
            "http-proxy-user-pass",
            "auth-gen-token-secret",
            "syslog");
    private static final Set<String> OPEN_A_DOOR = Set.of(
            "management",
            "management-client",
            "management-hold",
            "management-query-passwords",
            "route",
            "route-ipv6",
            "redirect-gateway",
            "redirect-private",
            "dhcp-option",
            "http-proxy",
            "socks-proxy",
            "block-outside-dns",
            "remote-random",
            "connection",
            "ifconfig",
            "ifconfig-ipv6",
            "allow-pull-fqdn",
            "server",
            "user",
            "group");

    private StockDirectives() {}

    static List<String> client(Profile profile, Endpoint remote) {
        return List.of(
                "client",
                "dev tun",
                "proto udp",
                "remote " + remote.host() + " " + remote.port(),
                "nobind",
                "resolv-retry infinite",
                "persist-key",
                "persist-tun",
                "remote-cert-tls server",
                "tls-version-min 1.3",
                "tls-ciphersuites TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256",
                "tls-groups " + profile.group(),
                "data-ciphers AES-256-GCM:CHACHA20-POLY1305",
                "route-nopull",
                "script-security 0",
                "explicit-exit-notify 1",
                "verb 3");
    }

    /** Refuses a configuration line that is none of ours, and says what it could have done. */
    static void refuseOthers(List<String> lines) {
        Set<String> ours = Set.copyOf(client(Profile.STRONG, Invitation.NO_REMOTE));
        String block = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!block.isEmpty()) {
                block = line.equals("</" + block + ">") ? "" : block;
            } else if (line.matches("<(ca|cert|key|tls-crypt-v2)>")) {
                block = line.substring(1, line.length() - 1);
            } else if (!line.startsWith("#") && !ours.contains(line)) {
                refuseUnlessVaried(i + 1, line);
            }
        }
    }

    private static void refuseUnlessVaried(int number, String line) {
        if (line.startsWith("remote ") || line.equals("tls-groups " + Profile.FAST.group())) {
            return;
        }
        String word =
                line.replaceAll("[\"'\\\\]", "").strip().split("[\\s]", 2)[0].replaceFirst("^--", "");
        String named = word.length() > 40 ? word.substring(0, 40) + "…" : word;
        throw HandoverException.atLine(number, "'" + named + "' has no place in an invitation" + reason(word));
    }

    private static String reason(String directive) {
        if (RUN_A_PROGRAM.contains(directive)) {
            return ": it could make OpenVPN run a program";
        }
        if (TOUCH_FILES.contains(directive)) {
            return ": it names a file of this machine's";
        }
        return OPEN_A_DOOR.contains(directive) ? ": it changes who can reach what" : "";
    }
}
