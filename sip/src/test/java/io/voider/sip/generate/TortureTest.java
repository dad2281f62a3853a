package io.voider.sip.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.corpus.Corpus;
import io.voider.sip.rewrite.Rewriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The messages of RFC 4475 and RFC 5118, each with what is to come of it and why: {@code torture.tsv}. */
class TortureTest {
    private static final String FOLDER = "messages/torture/rfc4475__resip";
    private static final String ENDING = ".dat.sip";

    /** A row: file name, {@code accepted}, {@code unreadable} or {@code refused}, reason. */
    private record Case(String name, String outcome, String reason) {
        static Case of(String line) {
            List<String> columns = List.of(line.split("\t", 3));
            assertThat(columns).as(line).hasSize(3);
            return new Case(columns.get(0), columns.get(1), columns.get(2));
        }
    }

    @Test
    void everyMessageOfRfc5118EndsAsListed() throws IOException {
        Map<String, String> messages = Ipv6Torture.messages();
        List<Case> listed =
                cases().stream().filter(each -> messages.containsKey(each.name)).toList();
        assertThat(listed).hasSameSizeAs(messages.keySet());
        for (Case each : listed) {
            byte[] message = Objects.requireNonNull(messages.get(each.name)).getBytes(StandardCharsets.UTF_8);
            assertThat(outcome(message)).as(each.name).startsWith(each.outcome);
            if (each.outcome.equals("accepted")) {
                assertThat(thereAndBack(message)).as(each.name).isEqualTo(message);
            }
        }
    }

    private static byte[] thereAndBack(byte[] message) {
        return rewritten(Side.TUNNEL, rewritten(Side.PHONE, message));
    }

    private static byte[] rewritten(Side from, byte[] message) {
        Parties parties = Parties.parse("198.51.100.2", "172.29.5.1", "198.51.100.1", "172.29.1.1");
        ByteBuf out = Unpooled.buffer();
        new Rewriter().rewrite(parties, from, new SipDecoder().decode(message, 0, message.length), out);
        return ByteBufUtil.getBytes(out);
    }

    @Test
    void everyMessageOfRfc4475EndsAsListed() throws IOException {
        Path corpus = Corpus.find();
        if (corpus == null) {
            System.out.println("left out: no shared/corpus above this checkout, so no message of RFC 4475 is tried");
        }
        Assumptions.assumeTrue(corpus != null, "no shared/corpus above this checkout");
        Path folder = Objects.requireNonNull(corpus).resolve(FOLDER);
        List<String> wrong = new ArrayList<>();
        TreeSet<String> unlisted = new TreeSet<>();
        Corpus.files(folder, ENDING).forEach(file -> unlisted.add(name(file)));
        List<Case> listed = cases().stream()
                .filter(each -> !Ipv6Torture.messages().containsKey(each.name))
                .toList();
        for (Case each : listed) {
            assertThat(each.reason).as(each.name).isNotBlank();
            assertThat(unlisted.remove(each.name))
                    .as(each.name + " is listed once, and there")
                    .isTrue();
            String outcome = outcome(Files.readAllBytes(folder.resolve(each.name + ENDING)));
            if (!outcome.startsWith(each.outcome)) {
                wrong.add(each.name + " was " + outcome);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(unlisted).isEmpty();
    }

    private static String name(Path file) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    private static String outcome(byte[] message) {
        try {
            SipMessage decoded = new SipDecoder().decode(message, 0, message.length);
            return outcome(decoded);
        } catch (SipRefusal refusal) {
            return "refused: " + refusal.getMessage();
        }
    }

    /** Reads what the exchange reads. */
    private static String outcome(SipMessage message) {
        try {
            message.cseq();
            message.callId();
            message.from();
            message.to();
            message.vias();
            message.contacts();
            message.contentType();
            if (message.isRequest()) {
                message.requestUri();
            }
            return "accepted";
        } catch (SipRefusal refusal) {
            return "unreadable: " + refusal.getMessage();
        }
    }

    private static List<Case> cases() throws IOException {
        try (InputStream list = TortureTest.class.getResourceAsStream("/torture.tsv")) {
            String text = new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(Case::of)
                    .toList();
        }
    }
}
