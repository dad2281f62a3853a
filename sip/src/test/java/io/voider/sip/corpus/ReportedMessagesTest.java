package io.voider.sip.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.rewrite.Rewriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Messages after public bug reports, each beside what a rewriter would make of it that sees an address in every place that
 * could be one. Where ours makes something else of one, {@code reported-messages.tsv} says so, and why.
 */
class ReportedMessagesTest {
    private static final Parties PARTIES = Parties.parse("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1");

    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();

    @Test
    void everyReportedMessageBecomesWhatIsExpectedOrIsListed() throws IOException {
        Path corpus = Corpus.find();
        Path reported = corpus == null ? Path.of("none") : corpus.resolveSibling("faults/sip");
        if (!Files.isDirectory(reported)) {
            System.out.println("left out: no shared/faults above this checkout, so no reported message is tried");
        }
        Assumptions.assumeTrue(Files.isDirectory(reported), "no shared/faults above this checkout");
        Map<String, String> differing = new TreeMap<>();
        for (Path file : Corpus.files(reported.resolve("in"), ".sip")) {
            String name = reported.resolve("in").relativize(file).toString();
            String expected = text(Corpus.bytes(reported.resolve("exp").resolve(name)));
            String outcome = outcome(Corpus.bytes(file));
            if (!outcome.equals(expected)) {
                differing.put(name, outcome.startsWith("refused") ? "refused" : "other");
            }
        }
        assertThat(differing).isEqualTo(listed());
    }

    /** As the exchange does it with a datagram; what comes of it must come back. */
    private String outcome(byte[] datagram) {
        try {
            SipMessage message = decoder.decode(datagram, 0, datagram.length);
            message.cutTrailer();
            byte[] whole = Arrays.copyOf(datagram, message.end());
            byte[] there = rewritten(Side.PHONE, message);
            byte[] back = rewritten(Side.TUNNEL, decoder.decode(there, 0, there.length));
            assertThat(back).isEqualTo(whole);
            return text(there);
        } catch (SipRefusal refusal) {
            return "refused: " + refusal.getMessage();
        }
    }

    private byte[] rewritten(Side from, SipMessage message) {
        ByteBuf out = Unpooled.buffer();
        rewriter.rewrite(PARTIES, from, message, out);
        return ByteBufUtil.getBytes(out);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Name of the message, what becomes of it, why. */
    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        try (InputStream list = ReportedMessagesTest.class.getResourceAsStream("/reported-messages.tsv")) {
            assertThat(list).isNotNull();
            for (String line : text(list.readAllBytes()).lines().toList()) {
                if (!line.startsWith("#")) {
                    String[] columns = line.split("\t", -1);
                    assertThat(columns).as(line).hasSize(3);
                    listed.put(columns[0], columns[1]);
                }
            }
        }
        return listed;
    }
}
