package io.voider.sip.generate;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** URIs: sip, sips and tel, with everything RFC 3261 section 19.1 lets stand in them, and absolute URIs of others. */
final class Uris {
    private Uris() {}

    /** A sip or sips URI, alone or in angle brackets, with any host. */
    static Arbitrary<String> sip() {
        return sip(Hosts.host());
    }

    /** A sip or sips URI with a host drawn from the given ones. */
    static Arbitrary<String> sip(Arbitrary<String> host) {
        return Combinators.combine(scheme(), user(), host, Hosts.port(), parameters(), headers())
                .as((scheme, user, where, port, parameters, headers) ->
                        scheme + user + where + port + parameters + headers);
    }

    /** A URI that can stand outside angle brackets: without comma, question mark or semicolon. */
    static Arbitrary<String> bareSip() {
        Arbitrary<String> user =
                Arbitraries.of("", "300@", "+15551234@", "200-0x5587671de9b0@", "a%20b@", "172.16.0.1@");
        return Combinators.combine(scheme(), user, Hosts.host(), Hosts.port())
                .as((scheme, name, where, port) -> scheme + name + where + port);
    }

    /** Any URI that may stand in a Request-URI: sip without headers, tel, or of a scheme unknown to us. */
    static Arbitrary<String> request() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        8,
                        Combinators.combine(scheme(), user(), Hosts.host(), Hosts.port(), parameters())
                                .as((scheme, user, where, port, parameters) ->
                                        scheme + user + where + port + parameters)),
                Tuple.of(1, tel()),
                Tuple.of(1, Arbitraries.of("urn:service:sos", "nobodyKnowsThisScheme:totallyopaquecontent")));
    }

    static Arbitrary<String> tel() {
        return Arbitraries.of(
                "tel:+1-201-555-0123",
                "tel:7042;phone-context=example.com",
                "tel:+358-555-1234567;postd=pp22",
                "TEL:110");
    }

    private static Arbitrary<String> scheme() {
        return Arbitraries.of("sip:", "sips:", "SIP:", "sIp:");
    }

    /** Nothing, or user information with its {@code @}: escapes, reserved marks, passwords, look-alikes. */
    private static Arbitrary<String> user() {
        Arbitrary<String> fixed = Arbitraries.of(
                "",
                "300@",
                "+1-555@",
                "172.16.0.1@",
                "10.2.1.1@",
                "a:b@",
                "172.16.0.1:10.2.1.1@",
                "a;b=10.2.1.1;c@",
                "a,b@",
                "?x/y&z=$@",
                "%61%40%3a%00@",
                "sip%3Auser%4010.2.1.1@",
                "a:&=+$,@");
        Arbitrary<String> random = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars("-_.!~*'()&=+$,;?/")
                .ofMinLength(1)
                .ofMaxLength(10)
                .map(user -> user + "@");
        return Arbitraries.frequencyOf(Tuple.of(4, fixed), Tuple.of(1, random));
    }

    private static Arbitrary<String> parameters() {
        return Arbitraries.of(
                        ";lr",
                        ";transport=udp",
                        ";transport=TCP",
                        ";user=phone",
                        ";ttl=15",
                        ";method=INVITE",
                        ";LR=on",
                        ";x=%41%20",
                        ";y=10.2.1.1",
                        ";z",
                        ";a[b]=c:d/&+$",
                        ";ob",
                        ";maddr=example.com")
                .list()
                .uniqueElements()
                .ofMaxSize(3)
                .map(parameters -> String.join("", parameters));
    }

    private static Arbitrary<String> headers() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just("")),
                Tuple.of(
                        2,
                        Arbitraries.of(
                                "?Subject=lunch%20at%2010.2.1.1",
                                "?Replaces=abc%40172.16.0.1%3Bto-tag%3D1%3Bfrom-tag%3D2",
                                "?a=&b=c",
                                "?body=%22hello%22&Priority=urgent")));
    }
}
