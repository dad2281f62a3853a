package io.voider.sip.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import io.voider.sip.SipRefusal;
import io.voider.sip.corpus.Corpus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The corpus, read by JAIN-SIP and by us: where both read a message they read the same, but for what
 * {@code jain-differences.tsv} lists with reasons. What only JAIN-SIP reads stands in {@code corpus-refusals.tsv}.
 */
class JainSipTest {
    private static final int MOST_OF_THE_CORPUS = 1_400;

    @Test
    void theCorpusIsReadAlikeButForWhatIsListed() throws IOException {
        Path corpus = Corpus.find();
        if (corpus == null) {
            System.out.println(
                    "left out: no shared/corpus above this checkout, so JAIN-SIP is asked about no real message");
        }
        Assumptions.assumeTrue(corpus != null, "no shared/corpus above this checkout");
        Path messages = Objects.requireNonNull(corpus).resolve("messages");
        TreeSet<String> differing = new TreeSet<>();
        int both = 0;
        for (Path file : Corpus.files(messages, ".sip")) {
            byte[] message = Corpus.bytes(file);
            Reading ours = read(message);
            Reading jains = JainSip.read(message);
            if (ours != null && jains != null) {
                both++;
                ours.differences(jains)
                        .forEach(difference -> differing.add(
                                messages.relativize(file) + "\t" + difference.substring(0, difference.indexOf(':'))));
            }
        }
        System.out.println(
                "JAIN-SIP and we read " + both + " messages of the corpus; listed differences: " + differing.size());
        assertThat(differing).containsExactlyElementsOf(listed());
        assertThat(both).isGreaterThan(MOST_OF_THE_CORPUS);
    }

    private static @Nullable Reading read(byte[] message) {
        try {
            return Reading.of(new SipDecoder().decode(message, 0, message.length));
        } catch (SipRefusal refused) {
            return null;
        }
    }

    /** File and part of each difference, in order; every one has a reason. */
    private static List<String> listed() throws IOException {
        try (InputStream list = JainSipTest.class.getResourceAsStream("/jain-differences.tsv")) {
            return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.lastIndexOf('\t')))
                    .toList();
        }
    }
}
