package io.voider.sip.generate;

import io.voider.sip.generate.Bodies.Body;
import io.voider.sip.generate.Template.Style;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Where the tests take their messages from: {@code @ForAll(supplier = SipMessages.Any.class) Template message}. */
public final class SipMessages {
    private SipMessages() {}

    /** Supplies well-formed messages of every kind. */
    public static final class Any implements ArbitrarySupplier<Template> {
        @Override
        public Arbitrary<Template> get() {
            return any();
        }
    }

    /** Supplies well-formed messages that carry a session description or another body with addresses. */
    public static final class WithBody implements ArbitrarySupplier<Template> {
        @Override
        public Arbitrary<Template> get() {
            return any().filter(template -> !template.body().isEmpty());
        }
    }

    /** Supplies session descriptions alone: templates without a head. */
    public static final class Descriptions implements ArbitrarySupplier<Template> {
        @Override
        public Arbitrary<Template> get() {
            return Bodies.sdp().map(body -> new Template("", body, Style.PLAIN));
        }
    }

    /** Supplies bytes that are nearly a message: a well-formed one, then cut, doubled, overwritten. */
    public static final class Hostile implements ArbitrarySupplier<byte[]> {
        @Override
        public Arbitrary<byte[]> get() {
            return Damage.any();
        }
    }

    /** Well-formed requests and responses. */
    public static Arbitrary<Template> any() {
        Arbitrary<String> method = Arbitraries.of(
                "INVITE",
                "ACK",
                "BYE",
                "CANCEL",
                "OPTIONS",
                "REGISTER",
                "PRACK",
                "UPDATE",
                "REFER",
                "NOTIFY",
                "SUBSCRIBE",
                "INFO",
                "MESSAGE",
                "PUBLISH",
                "invite",
                "!odd-%*_+`'~");
        return method.flatMap(SipMessages::of);
    }

    private static Arbitrary<Template> of(String method) {
        Arbitrary<String> request = Uris.request().map(uri -> method + " " + uri + " SIP/2.0\r\n");
        Arbitrary<String> status = Combinators.combine(
                        Arbitraries.of(100, 180, 183, 200, 202, 302, 401, 407, 481, 486, 487, 500, 603, 699),
                        Arbitraries.of("OK", "", "= 2**3 * 9", "電話 10.2.1.1", "sip:172.16.0.1;x"))
                .as((code, reason) -> "SIP/2.0 " + code + " " + reason + "\r\n");
        Arbitrary<String> start = Arbitraries.frequencyOf(Tuple.of(3, request), Tuple.of(2, status));
        Arbitrary<List<String>> others = Headers.any().list().ofMaxSize(8);
        return Combinators.combine(
                        start, Headers.mandatory(method), others, Bodies.any().flatMap(SipMessages::described), style())
                .as((line, mandatory, rest, content, style) -> {
                    List<String> fields = new ArrayList<>(mandatory);
                    fields.addAll(rest);
                    fields.addAll(content.fields());
                    String head = String.join("", fields);
                    boolean redirects = line.startsWith("SIP/2.0 3");
                    return new Template(
                            line + (redirects ? Hosts.withoutNeighbours(head) : head),
                            content.body().text(),
                            style);
                });
    }

    private record Content(Body body, List<String> fields) {}

    /** A body with the headers that describe it; a message without a body may leave out both. */
    private static Arbitrary<Content> described(Body body) {
        if (body.type().isEmpty()) {
            return Headers.contentLength()
                    .optional()
                    .map(length -> new Content(body, length.stream().toList()));
        }
        return Combinators.combine(
                        Headers.contentType(body.type()),
                        Headers.contentLength().optional(0.9))
                .as((type, length) -> new Content(
                        body, length.map(field -> List.of(type, field)).orElse(List.of(type))));
    }

    private static Arbitrary<Style> style() {
        Arbitrary<String> space = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(" ")),
                Tuple.of(4, Arbitraries.just("")),
                Tuple.of(2, Arbitraries.of("\t", "  ", " \t ")),
                Tuple.of(2, Arbitraries.of("\r\n ", " \r\n\t", "\r\n   ")));
        Arbitrary<Integer> letterCase =
                Arbitraries.frequency(Tuple.of(5, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3));
        return Combinators.combine(
                        space.list().ofMinSize(1).ofMaxSize(7),
                        letterCase.list().ofMinSize(1).ofMaxSize(5))
                .as(Style::new);
    }
}
