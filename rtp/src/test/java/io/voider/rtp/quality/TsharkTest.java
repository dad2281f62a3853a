package io.voider.rtp.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.rtp.Corpus;
import io.voider.rtp.MediaProtocol;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we say of the streams in captures of real calls, against what tshark says of them. */
class TsharkTest {
    /** Start, end, source, port, destination, port, SSRC, payload, packets, lost (…%), then three deltas and jitters in ms. */
    private static final Pattern STREAM = Pattern.compile(
            "\\s*[\\d.]+\\s+[\\d.]+\\s+(\\S+)\\s+(\\d+)\\s+(\\S+)\\s+(\\d+)\\s+0x([0-9A-F]{8})\\s+(.+?)\\s+(\\d+)\\s+"
                    + "(-?\\d+) \\([-\\d.]+%\\)\\s+(-?[\\d.]+)\\s+(-?[\\d.]+)\\s+(-?[\\d.]+)"
                    + "\\s+(-?[\\d.]+)\\s+(-?[\\d.]+)\\s+(-?[\\d.]+).*");

    private final SoftAssertions softly = new SoftAssertions();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private record StreamKey(String source, String destination, int ssrc) {}

    private record TsharkStream(
            String payload, long packets, long lost, double maxDeltaMillis, double meanJitter, double maxJitter) {}

    @Test
    void everyStreamOfTheCorpusCountsAsItDoesInTshark() throws Exception {
        int compared = 0;
        int jitters = 0;
        for (Path capture : Corpus.files("pcap")) {
            Map<StreamKey, SourceReport> ours = ourStreams(capture);
            for (Map.Entry<StreamKey, TsharkStream> entry :
                    tsharkStreams(capture).entrySet()) {
                String place = capture.getFileName() + " " + entry.getKey();
                SourceReport stream = ours.get(entry.getKey());
                assertThat(stream).as(place).isNotNull();
                if (stream != null) {
                    jitters += compare(place, stream, entry.getValue());
                    compared++;
                }
            }
        }
        softly.assertAll();
        assertThat(compared).as("streams compared").isGreaterThan(20);
        softly.assertThat(jitters)
                .as("streams of which the jitter was compared")
                .isGreaterThan(12);
    }

    private int compare(String place, SourceReport ours, TsharkStream theirs) {
        softly.assertThat(ours.packets()).as("%s packets", place).isEqualTo(theirs.packets());
        // tshark takes what came twice off the loss.
        softly.assertThat(ours.lost() - ours.duplicates() - ours.astray())
                .as("%s lost", place)
                .isEqualTo(theirs.lost());
        if (theirs.packets() > 1) {
            softly.assertThat(ours.longestGapNanos() / 1e6)
                    .as("%s longest gap", place)
                    .isCloseTo(theirs.maxDeltaMillis(), within(0.002));
        }
        boolean oneClock = theirs.payload().equals("g711A") || theirs.payload().equals("g711U");
        if (!oneClock || ours.jitter().isEmpty()) {
            return 0;
        }
        SourceReport.Jitter jitter = ours.jitter().get();
        softly.assertThat(jitter.maxNanos() / 1e6)
                .as("%s highest jitter", place)
                .isCloseTo(theirs.maxJitter(), within(0.002));
        // tshark leaves marked packets out of its mean.
        softly.assertThat(jitter.meanNanos() / 1e6)
                .as("%s mean jitter", place)
                .isCloseTo(theirs.meanJitter(), within(Math.max(0.002, 0.02 * theirs.meanJitter())));
        return 1;
    }

    private Map<StreamKey, TsharkStream> tsharkStreams(Path capture) throws Exception {
        Map<StreamKey, TsharkStream> streams = new LinkedHashMap<>();
        for (String line : tshark(capture, "-q", "-z", "rtp,streams")) {
            Matcher fields = STREAM.matcher(line);
            if (fields.matches()) {
                StreamKey key = new StreamKey(
                        fields.group(1) + ":" + fields.group(2),
                        fields.group(3) + ":" + fields.group(4),
                        Integer.parseUnsignedInt(fields.group(5), 16));
                streams.put(
                        key,
                        new TsharkStream(
                                fields.group(6).strip(),
                                Long.parseLong(fields.group(7)),
                                Long.parseLong(fields.group(8)),
                                Double.parseDouble(fields.group(11)),
                                Double.parseDouble(fields.group(13)),
                                Double.parseDouble(fields.group(14))));
            }
        }
        return streams;
    }

    private Map<StreamKey, SourceReport> ourStreams(Path capture) throws Exception {
        List<String> fields =
                new ArrayList<>(List.of("-Y", "rtp.ssrc && udp && !icmp", "-T", "fields", "-E", "occurrence=l"));
        for (String field : List.of(
                "frame.time_epoch", "ip.src", "udp.srcport", "ip.dst", "udp.dstport", "rtp.ssrc", "udp.payload")) {
            fields.addAll(List.of("-e", field));
        }
        Map<StreamKey, DirectionQuality> qualities = new LinkedHashMap<>();
        for (String line : tshark(capture, fields.toArray(String[]::new))) {
            String[] values = line.split("\t", -1);
            StreamKey key = new StreamKey(
                    values[1] + ":" + values[2],
                    values[3] + ":" + values[4],
                    Integer.parseUnsignedInt(values[5].substring(2), 16));
            ByteBuf payload = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(values[6]));
            int length = payload.readableBytes();
            long nanos = new BigDecimal(values[0]).movePointRight(9).longValue();
            qualities
                    .computeIfAbsent(key, unused -> new DirectionQuality(PayloadTypes.STATIC))
                    .accept(MediaProtocol.of(payload, 0, length), payload, 0, length, nanos);
        }
        Map<StreamKey, SourceReport> reports = new LinkedHashMap<>();
        qualities.forEach(
                (key, quality) -> quality.report().mainSource().ifPresent(stream -> reports.put(key, stream)));
        return reports;
    }

    private List<String> tshark(Path capture, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "tshark", ".txt");
        List<String> command =
                new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString(), "--enable-heuristic", "rtp_udp"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        // 2: the capture itself was cut short in the middle of a packet.
        assertThat(process.waitFor()).as("exit status of %s", command).isIn(0, 2);
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }
}
