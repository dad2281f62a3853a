package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.corpus.Corpus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The corpus as it would come over TCP: cut anywhere, it comes out of the frame decoder as it went in. */
class SipStreamTest {
    private static final int CUTS = 20;

    private Path corpus = Path.of("");

    @BeforeEach
    void findCorpus() {
        Path found = Corpus.find();
        if (found == null) {
            System.out.println("left out: no shared/corpus above this checkout, so no real stream is cut");
        }
        Assumptions.assumeTrue(found != null, "no shared/corpus above this checkout");
        corpus = Objects.requireNonNull(found);
    }

    /** Every capture, recording and trace in one stream each; but for datagrams that TCP could not carry as they are. */
    @Test
    void theMessagesOfACaptureComeOutAsTheyWentIn() throws IOException {
        int streamed = 0;
        for (String tier : List.of("capture", "live", "trace")) {
            for (Path folder : folders(corpus.resolve("messages").resolve(tier))) {
                List<String> messages = new ArrayList<>();
                ByteArrayOutputStream stream = new ByteArrayOutputStream();
                for (Path file : Corpus.files(folder, ".sip")) {
                    byte[] message = Corpus.bytes(file);
                    if (endsWithItsBody(message)) {
                        stream.writeBytes(message);
                        messages.add(text(message));
                    }
                }
                streamed += messages.size();
                assertHoweverCut(folder.toString(), stream.toByteArray(), messages);
            }
        }
        System.out.println("corpus: " + streamed + " messages came out of streams as they went in");
        assertThat(streamed).isGreaterThan(900);
    }

    /** The streams were stored with LF for CRLF. What is to come out of each is listed in {@code streams.tsv}. */
    @Test
    void theStreamsGiveWhatIsListed() throws IOException {
        Map<String, String> listed = listed();
        Map<String, String> found = new TreeMap<>();
        for (Path file : Corpus.files(corpus.resolve("streams"), ".sip")) {
            byte[] stream = text(Corpus.bytes(file)).replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            List<String> frames = Framing.frames(SipLimits.DEFAULT, stream, () -> stream.length);
            assertHoweverCut(file.toString(), stream, frames);
            found.put(Objects.requireNonNull(file.getFileName()).toString(), outcome(frames));
        }
        assertThat(found).isEqualTo(listed);
    }

    private static void assertHoweverCut(String name, byte[] stream, List<String> frames) {
        assertThat(Framing.frames(SipLimits.DEFAULT, stream, () -> 1)).as(name).isEqualTo(frames);
        for (int seed = 0; seed < CUTS; seed++) {
            Random random = new Random(seed);
            int most = 1 << random.nextInt(1, 13);
            assertThat(Framing.frames(SipLimits.DEFAULT, stream, () -> random.nextInt(1, most + 1)))
                    .as(name + " cut with seed " + seed)
                    .isEqualTo(frames);
        }
    }

    private static boolean endsWithItsBody(byte[] message) {
        SipMessage decoded = new SipDecoder().decode(message, 0, message.length);
        return decoded.contentLength() >= 0 && decoded.bodyEnd() == decoded.end() && message[0] != '\r';
    }

    /** How many messages came, and the refusal behind them if there is one. */
    private static String outcome(List<String> frames) {
        long messages = frames.stream().filter(frame -> frame.contains("\r\n")).count();
        String last = frames.isEmpty() ? "" : frames.get(frames.size() - 1);
        return messages + "\t" + (last.contains(" at offset ") && !last.contains("\r\n") ? last : "");
    }

    private static List<Path> folders(Path directory) throws IOException {
        try (var folders = Files.list(directory)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, String> listed() throws IOException {
        try (InputStream list = SipStreamTest.class.getResourceAsStream("/streams.tsv")) {
            Map<String, String> listed = new TreeMap<>();
            new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 4))
                    .forEach(columns -> listed.put(columns[0], columns[1] + "\t" + columns[2]));
            return listed;
        }
    }
}
