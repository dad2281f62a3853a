package io.voider.sip.generate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Bytes that an attacker would send: messages of {@link SipMessages} with a few wounds each. */
final class Damage {
    private static final List<String> SHARDS = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            "\0",
            "\"",
            "\\",
            "<",
            ">",
            ",",
            ";",
            ":",
            "=",
            "%",
            "%0d%0a",
            "[",
            "]",
            "(",
            "@",
            "\r\nContent-Length: 0\r\n",
            "\r\nContent-Length: 99999999999999999999\r\n",
            "\r\nl: -1\r\n",
            "\r\n \r\n",
            "\r\nVia: SIP/2.0/UDP a\r\n",
            "999.999.999.999",
            "[::ffff:172.16.0.1]",
            "172.16.0.1",
            "\u00e9",
            "SIP/2.0 200 OK\r\n");

    private Damage() {}

    private record Wound(double place, int cut, String shard, int times) {}

    static Arbitrary<byte[]> any() {
        Arbitrary<Wound> wound = Combinators.combine(
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(SHARDS),
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(5, 1),
                                net.jqwik.api.Tuple.of(3, 0),
                                net.jqwik.api.Tuple.of(1, 300)))
                .as(Wound::new);
        Arbitrary<byte[]> wounded = Combinators.combine(
                        SipMessages.any(), wound.list().ofMinSize(1).ofMaxSize(4))
                .as((template, wounds) -> {
                    String text = new String(template.onPhoneSide(Line.USUAL), StandardCharsets.UTF_8);
                    for (Wound each : wounds) {
                        text = inflict(text, each);
                    }
                    return text.getBytes(StandardCharsets.UTF_8);
                });
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(9, wounded), net.jqwik.api.Tuple.of(1, noise));
    }

    private static String inflict(String text, Wound wound) {
        int at = (int) (wound.place * text.length());
        int until = Math.min(text.length(), at + wound.cut);
        return text.substring(0, at) + wound.shard.repeat(wound.times) + text.substring(until);
    }
}
