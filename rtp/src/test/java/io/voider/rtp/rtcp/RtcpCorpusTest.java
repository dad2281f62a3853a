package io.voider.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.rtp.Corpus;
import io.voider.rtp.rtcp.RtcpPacket.ReceiverReport;
import io.voider.rtp.rtcp.RtcpPacket.ReportBlock;
import io.voider.rtp.rtcp.RtcpPacket.SenderReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** RTCP of real phones: what we read in it, against what tshark reads. */
class RtcpCorpusTest {
    private static final List<String> FIELDS = List.of(
            "udp.payload",
            "rtcp.pt",
            "rtcp.timestamp.rtp",
            "rtcp.sender.packetcount",
            "rtcp.sender.octetcount",
            "rtcp.ssrc.fraction",
            "rtcp.ssrc.ext_high",
            "rtcp.ssrc.jitter",
            "rtcp.ssrc.lsr",
            "rtcp.ssrc.dlsr");

    private final RtcpParser parser = new RtcpParser();

    @Test
    void reportsReadAsTsharkReadsThem() throws IOException, InterruptedException, RtcpFormatException {
        int compared = 0;
        for (Path capture : Corpus.files("pcap")) {
            for (String line : tshark(capture)) {
                String[] values = line.split("\t", -1);
                ByteBuf datagram = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(values[0]));
                boolean report = values[1].contains("200") || values[1].contains("201");
                if (report
                        && new RtcpReader()
                                .wrap(datagram, 0, datagram.readableBytes())
                                .wellFormed()) {
                    List<RtcpPacket> packets = parser.parse(datagram, 0, datagram.readableBytes());
                    assertThat(ours(packets))
                            .as("%s %s", capture.getFileName(), values[0])
                            .isEqualTo(List.of(values).subList(2, values.length));
                    compared++;
                }
            }
        }
        assertThat(compared).as("datagrams compared").isGreaterThan(25);
    }

    private static List<String> ours(List<RtcpPacket> packets) {
        List<SenderReport> senders = new ArrayList<>();
        List<ReportBlock> blocks = new ArrayList<>();
        for (RtcpPacket packet : packets) {
            if (packet instanceof SenderReport report) {
                senders.add(report);
                blocks.addAll(report.blocks());
            } else if (packet instanceof ReceiverReport report) {
                blocks.addAll(report.blocks());
            }
        }
        return List.of(
                joined(senders.stream().map(SenderReport::rtpTimestamp)),
                joined(senders.stream().map(SenderReport::packetCount)),
                joined(senders.stream().map(SenderReport::octetCount)),
                joined(blocks.stream().map(ReportBlock::fractionLost)),
                joined(blocks.stream().map(ReportBlock::extendedHighestSequence)),
                joined(blocks.stream().map(ReportBlock::jitter)),
                joined(blocks.stream().map(block -> Integer.toUnsignedString(block.lastSenderReport()))),
                joined(blocks.stream().map(ReportBlock::delaySinceLastSenderReport)));
    }

    private static String joined(Stream<?> values) {
        return String.join(",", values.map(Object::toString).toList());
    }

    private static List<String> tshark(Path capture) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "tshark",
                "-n",
                "-r",
                capture.toString(),
                "--enable-heuristic",
                "rtp_udp",
                "-Y",
                "rtcp && udp && !icmp",
                "-T",
                "fields"));
        FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
        Path output = Files.createTempFile("rtcp", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            assertThat(process.waitFor()).as("exit status of %s", command).isIn(0, 2);
            return Files.readAllLines(output, StandardCharsets.UTF_8);
        } finally {
            Files.delete(output);
        }
    }

    @Test
    void seedsOfOthersFuzzersAreReadOrRefused() throws IOException {
        for (Path seed : Corpus.files("seeds")) {
            ByteBuf datagram = Unpooled.wrappedBuffer(Files.readAllBytes(seed));
            try {
                assertThat(parser.parse(datagram, 0, datagram.readableBytes())).isNotEmpty();
            } catch (RtcpFormatException refused) {
                assertThat(refused.position()).isBetween(0, datagram.readableBytes());
            }
        }
    }
}
