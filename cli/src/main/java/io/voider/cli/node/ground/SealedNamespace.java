package io.voider.cli.node.ground;

import io.voider.ns.Claim;
import io.voider.ns.Namespace;
import java.util.List;

/** Namespaces with no way out: {@code lo}, room for one more interface, and nothing is ever forwarded. */
final class SealedNamespace {
    private SealedNamespace() {}

    /** Makes the namespace {@code OWNER.suffix}. Blocks. */
    static Namespace create(Claim claim, String suffix) {
        Namespace namespace = claim.create(suffix);
        namespace.links().up("lo");
        for (String path : List.of(
                "net/ipv6/conf/all/disable_ipv6",
                "net/ipv6/conf/default/disable_ipv6",
                "net/ipv4/icmp_echo_ignore_all")) {
            namespace.sysctls().set(path, "1");
        }
        for (String path : List.of(
                "net/ipv4/ip_forward",
                "net/ipv4/conf/all/rp_filter",
                "net/ipv4/conf/default/rp_filter",
                "net/ipv4/conf/all/send_redirects",
                "net/ipv4/conf/default/send_redirects",
                "net/ipv4/conf/all/accept_redirects",
                "net/ipv4/conf/default/accept_redirects")) {
            namespace.sysctls().set(path, "0");
        }
        return namespace;
    }
}
