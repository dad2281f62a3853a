package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 section 18.3: a request on a stream that does not say where it ends. */
class UnframedStreamTest {
    private static final String OPTIONS = """
        OPTIONS sip:172.16.0.2 SIP/2.0\r
        Via: SIP/2.0/TCP 172.16.0.1;branch=z9hG4bKz\r
        Max-Forwards: 70\r
        From: <sip:me@172.16.0.2>;tag=a\r
        To: <sip:172.16.0.2>\r
        Call-ID: q\r
        CSeq: 1 OPTIONS\r
        """;

    @ParameterizedTest
    @ValueSource(strings = {"172.16.0.2", "10.2.1.1"})
    void isAnswered400AndIsTheLast(String to) {
        BackToBack stage = new BackToBack();
        Consumer<String> writer = stage.bob.connect(to);
        writer.accept(OPTIONS + "\r\n" + OPTIONS + "Content-Length: 0\r\n\r\n");
        // The connection ends by an empty write.
        List<String> read = stage.bob.inbox.stream()
                .map(BackToBack.Received::text)
                .filter(text -> !text.isEmpty())
                .toList();
        assertThat(read).hasSize(1);
        assertThat(read.get(0)).startsWith("SIP/2.0 400 ").contains("CSeq: 1 OPTIONS");
        assertThat(stage.alice.inbox).isEmpty();
    }
}
