package io.voider.cli.lab.world;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The NATs that a home can be behind, in the terms of RFC 4787, each as rules for nftables on its router. */
public enum NatKind {
    /** None: the node has the public address itself. */
    NONE("no NAT", ""),
    /** Endpoint-independent mapping, address- and port-dependent filtering; what is for nobody is dropped. */
    CONE("endpoint-independent mapping, port-dependent filtering", Rules.masquerade(""), Rules.dropStray()),
    /** The same, but what is for nobody reaches the router itself, which claims its port. */
    CONE_ACCEPT("the same, and the router accepts strays", Rules.masquerade("")),
    /** Endpoint-independent mapping and filtering. */
    FULL_CONE("endpoint-independent mapping and filtering", Rules.openMap(false), Rules.dropStray()),
    /** Endpoint-independent mapping, address-dependent filtering. */
    ADDRESS_RESTRICTED(
            "endpoint-independent mapping, address-dependent filtering", Rules.openMap(true), Rules.dropStray()),
    /** Address- and port-dependent mapping with random ports. */
    SYMMETRIC("port-dependent mapping, random ports", Rules.masquerade("fully-random"), Rules.dropStray()),
    /** The same within a block of 2,048 ports. */
    SYMMETRIC_BLOCK(
            "port-dependent mapping within 2,048 ports",
            Rules.masquerade("to :40000-42047 fully-random"),
            Rules.dropStray()),
    /** Two routers of the commonest kind in a row. */
    DOUBLE("two NATs in a row", Rules.masquerade(""), Rules.dropStray()),
    /** A home router behind a carrier's. */
    CGNAT("a home NAT behind a carrier's", Rules.masquerade(""), Rules.dropStray()),
    /** Nothing but TCP gets out. */
    BLOCKED(
            "UDP blocked",
            Rules.masquerade(""),
            "chain through { type filter hook forward priority 10; meta l4proto udp drop; }");

    private final String words;
    private final String chains;

    NatKind(String words, String... chains) {
        this.words = words;
        this.chains = String.join("\n", chains);
    }

    /** What kind it is, for people. */
    String words() {
        return words;
    }

    /** Its name on the command line: {@code full-cone}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static NatKind labelled(String label) {
        for (NatKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("there is no NAT '" + label + "': it is one of "
                + Arrays.stream(values()).map(NatKind::label).collect(Collectors.joining(", ")));
    }

    /** The rules for the router next to the home, whose interfaces are called {@code wan} and {@code lan}. */
    String rules() {
        return "table ip voider {\n" + chains + "\n}\n";
    }

    /** Whether there is a second router between that one and the internet. */
    boolean hasOuterRouter() {
        return this == DOUBLE || this == CGNAT;
    }

    /** The outer router's rules: a carrier's NAT lets everybody in, as RFC 6888 wants it; a second home router does not. */
    String outerRules() {
        return this == CGNAT ? FULL_CONE.rules() : CONE.rules();
    }

    /** Rules that several kinds share. An enum's constants cannot call its own static methods, so they live here. */
    private static final class Rules {
        private Rules() {}

        static String masquerade(String how) {
            return "chain leaving { type nat hook postrouting priority 100; "
                    + (how.isEmpty()
                            ? "oifname \"wan\" masquerade; }"
                            : "oifname \"wan\" meta l4proto udp masquerade " + how + "; oifname \"wan\" masquerade; }");
        }

        static String dropStray() {
            return "chain stray { type filter hook input priority 0; iifname \"wan\" ct state new drop; }";
        }

        static String openMap(boolean onlyFromContacted) {
            String admitted = onlyFromContacted ? "udp dport . ip saddr @contacted " : "";
            return "map owner { type inet_service : ipv4_addr . inet_service; flags dynamic, timeout; timeout 10m; }\n"
                    + "set contacted { type inet_service . ipv4_addr; flags dynamic, timeout; timeout 10m; }\n"
                    + "chain through { type filter hook forward priority 0; oifname \"wan\" meta l4proto udp update @owner"
                    + " { udp sport : ip saddr . udp sport }; oifname \"wan\" meta l4proto udp update @contacted { udp"
                    + " sport . ip daddr }; }\n"
                    + "chain arriving { type nat hook prerouting priority -100; iifname \"wan\" meta l4proto udp "
                    + admitted
                    + "dnat ip to udp dport map @owner; }\n"
                    + masquerade("");
        }
    }
}
