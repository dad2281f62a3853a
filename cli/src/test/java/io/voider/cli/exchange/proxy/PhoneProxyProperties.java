package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What always holds of a call through an account. */
class PhoneProxyProperties {
    private static final List<String> HOSTS = List.of(PHONE, GATEWAY, BOB, "10.2.1.1", "gateway.home", "[::1]", "x");
    private static final List<String> USERS = List.of("", "21@", "bob@", "alice@", "b%6fb@", "2;x=1@", "u:p@");

    @Provide
    Arbitrary<String> uris() {
        return Combinators.combine(
                        Arbitraries.of("sip:", "sips:", "SIP:", "tel:", ""),
                        Arbitraries.of(USERS),
                        Arbitraries.of(HOSTS),
                        Arbitraries.of("", ":5060", ";user=phone", ":40000;transport=udp", ";maddr=172.16.5.2", "?a=b"))
                .as((scheme, user, host, rest) -> scheme + user + host + rest);
    }

    @Provide
    Arbitrary<String> entries() {
        Arbitrary<String> bracketed = Combinators.combine(
                        Arbitraries.of(
                                "", "\"bob\" ", "bob ", "\"Bob 'Robert'\"", "\"Robert\" ", "\"a \\\" <b>\" ", "\"\""),
                        uris())
                .as((display, uri) -> display + "<" + uri + ">");
        return Arbitraries.oneOf(bracketed, bracketed, uris().filter(uri -> !uri.contains(";") && !uri.contains("?")));
    }

    @Provide
    Arbitrary<CallView> views() {
        Arbitrary<UriSwap> others = Combinators.combine(
                        Arbitraries.of("21", "bob", "b%6fb", "alice"),
                        Arbitraries.of(GATEWAY, "gateway.home", PHONE),
                        Arbitraries.of("", "bob", "alice", "21"))
                .as((user, host, own) -> new UriSwap(user, host, own.isEmpty() ? null : own, BOB));
        Arbitrary<UriSwap> selves = Arbitraries.of(GATEWAY, "gateway.home").map(host -> UriSwap.ofHosts(host, PHONE));
        Arbitrary<TextSwap> whole = Combinators.combine(
                        Arbitraries.of("\"bob\"", "\"Bob 'Robert'\""), uris(), entries())
                .as((display, uri, entry) -> new TextSwap(display + " <" + uri + ">", entry));
        return Combinators.combine(
                        selves.injectNull(0.3),
                        others.injectNull(0.3),
                        whole.list().ofMaxSize(3))
                .as((self, other, more) -> {
                    CallView view = new CallView(self, other, null, List.of());
                    for (TextSwap entry : more) {
                        view = view.with(entry);
                    }
                    return view;
                });
    }

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> starts = Arbitraries.oneOf(
                uris().filter(uri -> !uri.isEmpty()).map(uri -> "INVITE " + uri + " SIP/2.0"),
                Arbitraries.of("SIP/2.0 200 OK", "INVITE sip:" + PHONE + " SIP/2.0"));
        Arbitrary<String> identities = Combinators.combine(
                        Arbitraries.of("P-Asserted-Identity", "Remote-Party-ID", "Diversion", "Reply-To", "Contact"),
                        entries(),
                        entries())
                .as((name, one, two) -> name + ": " + one + ", " + two + "\r\n");
        return Combinators.combine(
                        starts,
                        Arbitraries.of("From: ", "f:", "FROM :\t", "from:\r\n "),
                        entries(),
                        entries(),
                        Arbitraries.of("", ";x=\"<sip:21@" + GATEWAY + ">\"", " ;tag2=1"),
                        identities.list().ofMaxSize(2))
                .as((start, from, caller, callee, parameters, more) -> start + "\r\nVia: SIP/2.0/UDP " + PHONE
                        + ";branch=z9hG4bK1\r\n" + from + caller + ";tag=a\r\nTo: " + callee + parameters
                        + "\r\nCall-ID: x\r\n" + String.join("", more)
                        + "CSeq: 1 INVITE\r\nContent-Length: 3\r\n\r\nabc");
    }

    private static String mapped(CallView view, String text, boolean fromPhone) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        SipMessage message = new SipDecoder().decode(bytes, 0, bytes.length);
        Patches patches = new Patches(message);
        view.map(message, fromPhone, patches);
        ByteBuf out = patches.apply(UnpooledByteBufAllocator.DEFAULT);
        String result = out.toString(StandardCharsets.ISO_8859_1);
        out.release();
        return result;
    }

    @Property(tries = 3000)
    void whatAViewMakesOfAMessageItMakesUndone(
            @ForAll("views") CallView view, @ForAll("messages") String message, @ForAll boolean fromPhone) {
        String once = mapped(view, message, fromPhone);
        assertThat(mapped(view, once, fromPhone)).as(once).isEqualTo(message);
    }

    /** Whom it is about, how the account is written, and what surrounds both. */
    private record Shape(String what, String domain, String display, String port, String parameters, String more) {
        /** The phone's own request, through the account. */
        String account() {
            String uri = "sip:" + what + "@" + domain + port;
            return text("INVITE " + uri + parameters, "sip:alice@" + domain, display + "<" + uri + ">");
        }

        /** The same dialled by the whole number. */
        String direct() {
            String uri = "sip:" + BOB + port;
            return text("INVITE " + uri + parameters, "sip:alice@" + PHONE, display + "<" + uri + ">");
        }

        private String text(String start, String from, String to) {
            return start + " SIP/2.0\r\nVia: SIP/2.0/UDP " + PHONE + ";rport;branch=z9hG4bK7\r\nFrom: \"Alice\" <"
                    + from
                    + ">;tag=a\r\nTo: " + to + "\r\nCall-ID: 7@" + PHONE + "\r\nCSeq: 3 INVITE\r\nContact: <sip:alice@"
                    + PHONE + ":5062>\r\nP-Preferred-Identity: <" + from + ">\r\n" + more
                    + "Content-Length: 4\r\n\r\nv=0\n";
        }
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Combinators.combine(
                        Arbitraries.of("21", "21#", "bob", "B%4fB", "262", "10*1*2*1", "10.1.2.1"),
                        Arbitraries.of(GATEWAY, "gateway.home", "GATEWAY", "[2001:db8::1]"),
                        Arbitraries.of("", "Bob ", "\"Bob\" ", "\"<sip:21@" + GATEWAY + ">\" "),
                        Arbitraries.of("", ":5060"),
                        Arbitraries.of("", ";user=phone", ";transport=udp"),
                        Arbitraries.of(
                                "",
                                "X-Own: sip:21@" + GATEWAY + "\r\n",
                                "Supported: 100rel\r\n",
                                "Subject: 21@" + GATEWAY + "\r\n"))
                .as(Shape::new);
    }

    @Property(tries = 1000)
    void theFriendsSideOfACallThroughAnAccountIsThatOfADirectOne(@ForAll("shapes") Shape shape) {
        Wire wire = new Wire();
        Wire.AtSwitchboard got = Objects.requireNonNull(wire.send(GATEWAY, shape.account()));
        assertThat(got).isEqualTo(new Wire.AtSwitchboard(BOB, shape.direct()));
        Wire.AtPhone ringing = wire.receive(BOB, response(shape.direct(), 180, "b"));
        assertThat(ringing).isEqualTo(new Wire.AtPhone(GATEWAY, 5060, response(shape.account(), 180, "b")));
    }

    @Property(tries = 1000)
    void whoCallsReadsInEachResponseWhatItWrote(@ForAll("entries") String from, @ForAll boolean registered) {
        Wire wire = new Wire();
        if (registered) {
            wire.register("<sip:alice-7@" + PHONE + ":40000>", 1);
        }
        String invite = Wire.incoming("INVITE", from);
        String read = wire.receive(BOB, invite).text();
        Wire.AtSwitchboard back = Objects.requireNonNull(wire.send(BOB, response(read, 200, "z")));
        assertThat(back).isEqualTo(new Wire.AtSwitchboard(BOB, response(invite, 200, "z")));
    }

    @Property(tries = 300)
    void nothingIsThrownWhateverIsMissing(@ForAll("messages") String message, @ForAll @IntRange(max = 7) int line) {
        List<String> lines = new ArrayList<>(message.lines().toList());
        lines.remove(Math.min(1 + line, lines.size() - 1));
        lines.set(0, lines.get(0).replaceFirst("^([A-Z]+) .* ", "$1 tel:10.1.2.1 "));
        String bent = String.join("\r\n", lines);
        Wire wire = new Wire();
        wire.register("<sip:alice-7@" + PHONE + ">", 1);
        wire.send(GATEWAY, bent);
        wire.send(BOB, bent);
        wire.receive(BOB, bent);
    }

    @Property(tries = 1000)
    void nothingIsThrownWhateverComes(@ForAll("messages") String message, @ForAll int seed) {
        Wire wire = new Wire();
        wire.register("<sip:alice-7@" + PHONE + ">", 1);
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        java.util.Random random = new java.util.Random(seed);
        for (int i = 0; i < 20; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            String bent = Unpooled.wrappedBuffer(bytes).toString(StandardCharsets.ISO_8859_1);
            wire.send(GATEWAY, bent);
            wire.send(BOB, bent);
            wire.receive(BOB, bent);
        }
    }
}
