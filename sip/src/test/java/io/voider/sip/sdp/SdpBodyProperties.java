package io.voider.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for descriptions that no grammar has. */
class SdpBodyProperties {
    private static final String SESSION = "v=0\r\no=- 1 1 IN IP4 172.16.0.1\r\ns=-\r\nc=IN IP4 172.16.0.1\r\nt=0 0\r\n";
    private static final String AUDIO =
            "m=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=candidate:1 1 UDP 1 172.16.0.1 40000 typ host\r\n";

    /** Whatever comes before it or behind it, a medium that can be read is read, in its place. */
    @Property(tries = 2000)
    void whatCannotBeReadCostsNoOtherMedium(
            @ForAll("media") List<String> before, @ForAll("media") List<String> behind) {
        SdpMedia alone = SdpBody.parse(SESSION + AUDIO).media().get(0);
        String description = SESSION + String.join("", before) + AUDIO + String.join("", behind);
        SdpBody body = SdpBody.parse(description);
        assertThat(body.media()).hasSize(before.size() + 1 + behind.size());
        assertThat(body.media().get(before.size())).isEqualTo(alone);
        assertThat(body.faults()).allMatch(fault -> !fault.line().startsWith("m=audio 40000"));
    }

    /** One medium each: an m= line that is odd or whole, and odd lines of its own. */
    @Provide
    Arbitrary<List<String>> media() {
        Arbitrary<String> word =
                Arbitraries.of("audio", "video", "0", "9", "65536", "x", "RTP/AVP", "TCP/MRCPv2", "1/2", "/", "-1", "");
        Arbitrary<String> gap = Arbitraries.of(" ", "\t", "  ");
        Arbitrary<String> words = Combinators.combine(word, gap)
                .as((one, other) -> one + other)
                .list()
                .ofMaxSize(5)
                .map(all -> String.join("", all));
        Arbitrary<String> start = Arbitraries.of(
                "c=",
                "c=IN IP4 ",
                "c=IN",
                "a=rtcp:",
                "a=rtcp:1 ",
                "a=candidate:",
                "a=rtpmap:",
                "a=sendonly",
                "o=",
                "b=",
                ":=",
                "=",
                "x",
                "a",
                "k=",
                "t=");
        Arbitrary<String> line = Combinators.combine(start, words).as((begin, rest) -> begin + rest + "\r\n");
        return Combinators.combine(words, line.list().ofMaxSize(4))
                .as((medium, lines) -> "m=" + medium + "\r\n" + String.join("", lines))
                .list()
                .ofMaxSize(4);
    }
}
