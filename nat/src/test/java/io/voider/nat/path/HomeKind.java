package io.voider.nat.path;

/** How a home of the lab is connected, and the rules (nftables) that its routers get. */
enum HomeKind {
    /** A public address and no firewall. */
    OPEN(0, false, false),
    /** A public address; unknown packets are dropped. */
    FIREWALL(0, false, false),
    /** Endpoint-independent mapping, filtering by address and port, unknown packets to the router dropped. */
    INPUT_DROP(1, false, false),
    /** The same, but the router takes unknown packets for itself: an early packet of the peer claims the tuple. */
    INPUT_ACCEPT(1, false, false),
    FULL_CONE(1, false, false),
    /** A full cone that also lets its own homes meet at their outside addresses (RFC 4787 section 6). */
    HAIRPIN(1, false, false),
    ADDRESS_RESTRICTED(1, false, false),
    SYMMETRIC(1, true, false),
    SYMMETRIC_BLOCK(1, true, false),
    DOUBLE_NAT(2, false, false),
    /** A home router behind a provider's NAT that draws from a block of ports. */
    CGNAT(2, true, false),
    UDP_BLOCKED(1, false, false),
    /** IPv4 behind a symmetric NAT, as many providers have it now; IPv6 behind a firewall that drops the unknown. */
    DUAL_STACK(1, true, true),
    /** Nothing but IPv6, behind the same firewall. */
    IPV6_ONLY(1, true, true);

    final int routers;
    final boolean symmetric;
    final boolean ipv6;

    HomeKind(int routers, boolean symmetric, boolean ipv6) {
        this.routers = routers;
        this.symmetric = symmetric;
        this.ipv6 = ipv6;
    }

    boolean ipv6Only() {
        return this == IPV6_ONLY;
    }

    /** Whether two such homes, apart from each other, can have a direct path at all. */
    static boolean passable(HomeKind a, HomeKind b) {
        if (a.ipv6 && b.ipv6) {
            return true;
        }
        boolean blocked = a == UDP_BLOCKED || b == UDP_BLOCKED || a.ipv6Only() || b.ipv6Only();
        return !blocked && !(a.symmetric && b.symmetric);
    }

    /**
     * For the router next to the Internet, or the node itself where there is none.
     *
     * @param outside the router's address there
     */
    String outerRules(String outside) {
        return switch (this) {
            case OPEN -> "";
            case FIREWALL -> table(drop("eth0"));
            case INPUT_ACCEPT -> table(source("masquerade"));
            case INPUT_DROP, DOUBLE_NAT -> table(drop("wan") + source("masquerade"));
            case SYMMETRIC -> symmetric();
            case SYMMETRIC_BLOCK, CGNAT ->
                table(drop("wan") + source("meta l4proto udp masquerade to :40000-42047 fully-random"));
            case FULL_CONE -> cone("", "", "", "");
            case ADDRESS_RESTRICTED -> cone("update @peers { ip daddr }", "ip saddr @peers", "", "");
            case HAIRPIN ->
                cone(
                        "",
                        "",
                        "; iifname \"lan\" ip daddr " + outside
                                + " meta l4proto udp dnat ip addr . port to udp dport map @ports",
                        chain(
                                "hairpin",
                                "nat hook postrouting priority 99",
                                "iifname \"lan\" oifname \"lan\" ct status dnat snat to " + outside));
            case UDP_BLOCKED ->
                table(drop("wan")
                        + source("masquerade")
                        + chain("forward", "filter hook forward priority 0", "meta l4proto udp drop"));
            case DUAL_STACK, IPV6_ONLY -> symmetric() + firewall6();
        };
    }

    private static String symmetric() {
        return table(drop("wan") + source("meta l4proto udp masquerade fully-random"));
    }

    private static String firewall6() {
        String unknown = "iifname \"wan\" meta l4proto { tcp, udp } ct state != { established, related } drop";
        return "table ip6 home {\n"
                + chain("input", "filter hook input priority 0", unknown)
                + chain("forward", "filter hook forward priority 0", unknown)
                + "}\n";
    }

    /** For a second router, next to the home. */
    static String innerRules() {
        return table(drop("wan") + source("masquerade"));
    }

    private static String table(String chains) {
        return "table ip home {\n" + chains + "}\n";
    }

    private static String chain(String name, String hook, String rules) {
        return "chain " + name + " { type " + hook + "; " + rules + "; }\n";
    }

    private static String drop(String outside) {
        return chain(
                "input",
                "filter hook input priority 0",
                "iifname \"" + outside + "\" ct state != { established, related } drop");
    }

    private static String source(String translation) {
        String rest = translation.contains("udp") ? "oifname \"wan\" masquerade" : "";
        return chain(
                "post",
                "nat hook postrouting priority 100",
                "oifname \"wan\" " + translation + (rest.isEmpty() ? "" : "; " + rest));
    }

    private static String cone(String note, String condition, String moreBefore, String moreChains) {
        String map = """
                map ports { type inet_service : ipv4_addr . inet_service; flags timeout; timeout 5m; }
                set peers { type ipv4_addr; flags dynamic, timeout; timeout 5m; }
                """;
        String learn = "iifname \"lan\" meta l4proto udp update @ports { udp sport : ip saddr . udp sport }"
                + (note.isEmpty() ? "" : "; iifname \"lan\" meta l4proto udp " + note);
        return table(map
                + drop("wan")
                + source("masquerade")
                + chain("learn", "filter hook forward priority 0", learn)
                + chain(
                        "pre",
                        "nat hook prerouting priority -100",
                        "iifname \"wan\" meta l4proto udp " + condition + " dnat ip addr . port to udp dport map @ports"
                                + moreBefore)
                + moreChains);
    }
}
