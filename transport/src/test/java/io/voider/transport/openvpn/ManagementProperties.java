package io.voider.transport.openvpn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ManagementProperties {
    private static final List<String> TRANSCRIPTS =
            List.of(Transcript.load("server-2.6.14.txt"), Transcript.load("client-2.6.14.txt"));

    @Property(tries = 50)
    void itDoesNotMatterWhereTheBytesAreCut(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 500) Integer> sizes) {
        int[] cuts = sizes.stream().mapToInt(Integer::intValue).toArray();
        for (String transcript : TRANSCRIPTS) {
            assertThat(Transcript.decode(transcript, cuts)).isEqualTo(Transcript.decode(transcript, 1 << 20));
        }
    }

    /** Whatever happens to a transcript: it is refused with the one failure type, or every complete line is accounted for. */
    @Example
    void mutatedTranscriptsAreRefusedOrReadWithoutLoss() {
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            String mutated = mutated(excerpt(TRANSCRIPTS.get(i % 2), random), random);
            try {
                List<String> read = Transcript.lines(Transcript.decode(mutated, 1 + random.nextInt(2000)));
                List<String> complete = completeLines(mutated);
                assertThat(complete).containsAll(read);
                assertThat(complete.size() - read.size()).isLessThanOrEqualTo(unfinished(complete));
            } catch (ManagementException e) {
                refused++;
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(refused).isBetween(100, 9_900);
    }

    private static String excerpt(String transcript, Random random) {
        int from = transcript.lastIndexOf('\n', random.nextInt(transcript.length() - 1)) + 1;
        return transcript.substring(from, Math.min(transcript.length(), from + 4000));
    }

    private static String mutated(String text, Random random) {
        int at = random.nextInt(text.length());
        int length = 1 + random.nextInt(Math.min(200, text.length() - at));
        String piece = text.substring(at, at + length);
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + text.substring(at + length);
            case 1 -> text.substring(0, at) + piece + text.substring(at);
            case 2 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
            case 3 -> text.substring(0, at) + "\n" + text.substring(at);
            case 4 -> text.substring(0, at) + ">" + text.substring(at);
            default -> text.substring(0, at) + new StringBuilder(piece).reverse() + text.substring(at + length);
        };
    }

    private static List<String> completeLines(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            String line = text.substring(from, end);
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            from = end + 1;
        }
        return lines;
    }

    /** How many lines at most wait for the end of their reply or environment. */
    private static int unfinished(List<String> lines) {
        int body = 0;
        int environment = 0;
        for (String line : lines) {
            if (line.equals("END")) {
                body = 0;
            } else if (line.equals(">CLIENT:ENV,END")) {
                environment = 0;
            } else if (line.startsWith(">CLIENT:")) {
                environment++;
            } else if (!line.startsWith(">") && (body > 0 || !line.matches("(SUCCESS|ERROR): .*"))) {
                body++;
            }
        }
        return body + environment;
    }
}
