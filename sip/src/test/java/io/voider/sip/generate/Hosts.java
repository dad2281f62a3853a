package io.voider.sip.generate;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Hosts and ports: the mapped pair as slots, look-alikes of it, strangers, names and IPv6 references. */
final class Hosts {
    /** IPv4 addresses that nobody has on the usual line, most of them one digit away from one that somebody has. */
    static final List<String> STRANGERS = List.of(
            "192.0.2.33",
            "172.16.0.11",
            "172.16.0.10",
            "10.2.1.10",
            "10.2.1.2",
            "110.2.1.1",
            "10.2.11.1",
            "172.29.5.12",
            "172.29.15.1",
            "172.29.1.100",
            "172.16.1.1",
            "127.0.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "8.8.8.8");

    private static final List<String> NAMES = List.of(
            "example.com",
            "phone",
            "172.16.0.1.example.com",
            "10.2.1.1.in-addr.arpa",
            "a-1.b",
            "x172",
            "EXAMPLE.Com.",
            "1.2.3.4.5.e",
            "host.invalid");

    private static final List<String> IPV6 = List.of(
            "[2001:db8::1]",
            "[::]",
            "[::1]",
            "[fe80::210:dbff:fe00:1]",
            "[2001:DB8:0:0:0:0:0:9]",
            "[2001:db8::172]",
            "[2001:db8::192.0.2.1]");

    private Hosts() {}

    /** Any host; about half of them are of the mapped pair. */
    static Arbitrary<String> host() {
        return Arbitraries.frequencyOf(Tuple.of(5, mapped()), Tuple.of(4, stranger()));
    }

    /** An address of the mapped pairs; now and then one that belongs to the other side. */
    static Arbitrary<String> mapped() {
        return Arbitraries.frequency(
                        Tuple.of(6, Template.OWN),
                        Tuple.of(6, Template.PEER),
                        Tuple.of(1, Template.OWN_TWIN),
                        Tuple.of(1, Template.PEER_TWIN))
                .map(slot -> "" + slot);
    }

    /** A host that must stay as it is. */
    static Arbitrary<String> stranger() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(NAMES)),
                Tuple.of(3, Arbitraries.of(STRANGERS)),
                Tuple.of(2, Arbitraries.of(IPV6)));
    }

    /** The text with other strangers in place of those that are next to the mapped pair: for where these would be mapped, too. */
    static String withoutNeighbours(String text) {
        String without = text;
        for (String stranger : STRANGERS) {
            if (stranger.startsWith("10.2.") || stranger.startsWith("172.29.")) {
                without = without.replace(stranger, "192.0.2.33");
            }
        }
        return without;
    }

    /** Nothing, or a colon and a port. */
    static Arbitrary<String> port() {
        return Arbitraries.of("", ":5060", ":5061", ":1", ":65535", ":05060");
    }

    /** An IPv4 address as SDP has it: of the pair or a stranger's. */
    static Arbitrary<String> ipv4() {
        return Arbitraries.frequencyOf(Tuple.of(4, mapped()), Tuple.of(2, Arbitraries.of(STRANGERS)));
    }

    /** An IPv6 address without brackets, as SDP has it. */
    static Arbitrary<String> bareIpv6() {
        return Arbitraries.of(IPV6).map(reference -> reference.substring(1, reference.length() - 1));
    }
}
