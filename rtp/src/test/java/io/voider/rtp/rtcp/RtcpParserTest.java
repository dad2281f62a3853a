package io.voider.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.rtp.rtcp.RtcpPacket.ApplicationDefined;
import io.voider.rtp.rtcp.RtcpPacket.Chunk;
import io.voider.rtp.rtcp.RtcpPacket.ExtendedReport;
import io.voider.rtp.rtcp.RtcpPacket.Goodbye;
import io.voider.rtp.rtcp.RtcpPacket.Item;
import io.voider.rtp.rtcp.RtcpPacket.PayloadFeedback;
import io.voider.rtp.rtcp.RtcpPacket.ReceiverReport;
import io.voider.rtp.rtcp.RtcpPacket.ReportBlock;
import io.voider.rtp.rtcp.RtcpPacket.SenderReport;
import io.voider.rtp.rtcp.RtcpPacket.SourceDescription;
import io.voider.rtp.rtcp.RtcpPacket.TransportFeedback;
import io.voider.rtp.rtcp.RtcpPacket.Unknown;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtcpParserTest {
    private final RtcpParser parser = new RtcpParser();

    /** Parses what the hexadecimal text, blanks aside, stands for. */
    private List<RtcpPacket> parse(String hexadecimal) throws RtcpFormatException {
        ByteBuf datagram = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hexadecimal.replace(" ", "")));
        return parser.parse(datagram, 0, datagram.readableBytes());
    }

    private static Bytes bytes(String hexadecimal) {
        byte[] content = ByteBufUtil.decodeHexDump(hexadecimal);
        return Bytes.copy(Unpooled.wrappedBuffer(content), 0, content.length);
    }

    @Test
    void aSenderReportWithItsDescription() throws RtcpFormatException {
        assertThat(parse("81c8000c 12345678 e0e1e2e3e4e5e6e7 80000001 00000064 00003e80"
                        + "0badcafe 40fffffe 00010203 0000002a e2e3e4e5 00008000"
                        + "81ca0004 12345678 01056140622e63 0000 00000000".replace("0000 00000000", "00 00000000")))
                .containsExactly(
                        new SenderReport(
                                0x12345678,
                                0xe0e1e2e3e4e5e6e7L,
                                0x80000001L,
                                100,
                                16_000,
                                List.of(new ReportBlock(0x0badcafe, 64, -2, 0x00010203, 42, 0xe2e3e4e5, 0x8000)),
                                Bytes.NONE),
                        new SourceDescription(List.of(new Chunk(0x12345678, List.of(new Item(1, "a@b.c"))))));
    }

    @Test
    void aReceiverReportWithAProfilesExtension() throws RtcpFormatException {
        assertThat(parse("80c90002 00000001 deadbeef"))
                .containsExactly(new ReceiverReport(1, List.of(), bytes("deadbeef")));
    }

    @Test
    void aGoodbyeWithReasonAndPadding() throws RtcpFormatException {
        assertThat(parse("a2cb0005 00000001 00000002 04627965 21000000 00000004".replace("04627965 21", "03627965 00")))
                .containsExactly(new Goodbye(List.of(1, 2), "bye"));
        assertThat(parse("80cb0000")).containsExactly(new Goodbye(List.of(), ""));
    }

    @Test
    void anApplicationsOwnPacket() throws RtcpFormatException {
        assertThat(parse("85cc0003 00000007 51425455 01020304"))
                .containsExactly(new ApplicationDefined(5, 7, "QBTU", bytes("01020304")));
    }

    @Test
    void everyBlockOfAnExtendedReport() throws RtcpFormatException {
        String report = "00000009"
                + "01050003 0000000a 0001 0010 c00f 0000"
                + "02000002 0000000a 0001 0010"
                + "03000003 0000000a 0001 0002 00000099"
                + "04000002 0102030405060708"
                + "05000003 0000000b 00010203 00008000"
                + "06e00009 0000000a 0001 0064 00000005 00000001 00000002 0000000c 00000006 00000003 40414201"
                + "07000008 0000000a 10203040 0064 0c80 0096 0014 e2ba28 10 5d7f2a29 b0 00 0028 003c 0050"
                + "63aa0001 cafef00d";
        int words = report.replace(" ", "").length() / 8;
        ExtendedReport parsed = (ExtendedReport)
                parse("80cf" + String.format("%04x", words) + report).get(0);

        assertThat(parsed.ssrc()).isEqualTo(9);
        assertThat(parsed.blocks())
                .containsExactly(
                        new XrBlock.RunLengths(false, 5, 10, 1, 16, List.of(0xc00f, 0)),
                        new XrBlock.RunLengths(true, 0, 10, 1, 16, List.of()),
                        new XrBlock.ReceiptTimes(0, 10, 1, 2, List.of(0x99L)),
                        new XrBlock.ReceiverReferenceTime(0x0102030405060708L),
                        new XrBlock.DelaySinceLastReceiverReport(
                                List.of(new XrBlock.DelaySinceLastReceiverReport.SubBlock(11, 0x00010203, 0x8000))),
                        new XrBlock.StatisticsSummary(0xe0, 10, 1, 100, 5, 1, 2, 12, 6, 3, 64, 65, 66, 1),
                        new XrBlock.VoipMetrics(
                                10, 16, 32, 48, 64, 100, 3_200, 150, 20, -30, -70, 40, 16, 93, 127, 42, 41, 0xb0, 40,
                                60, 80),
                        new XrBlock.Unknown(99, 0xaa, bytes("cafef00d")));
    }

    @Test
    void everyKindOfFeedback() throws RtcpFormatException {
        assertThat(parse("81cd0003 00000001 00000002 00640003"))
                .containsExactly(
                        new TransportFeedback(1, 1, 2, new Feedback.Nack(List.of(new Feedback.Nack.Lost(100, 3)))));
        assertThat(parse("83cd0004 00000001 00000000 00000002 0bfffe28"))
                .containsExactly(new TransportFeedback(
                        3,
                        1,
                        0,
                        new Feedback.MaximumBitRate(
                                false, List.of(new Feedback.MaximumBitRate.Entry(2, 2, 0x1ffff, 40)))));
        assertThat(parse("81ce0002 00000001 00000002"))
                .containsExactly(new PayloadFeedback(1, 1, 2, new Feedback.PictureLoss()));
        assertThat(parse("82ce0003 00000001 00000002 00080045"))
                .containsExactly(new PayloadFeedback(
                        2, 1, 2, new Feedback.SliceLoss(List.of(new Feedback.SliceLoss.Slice(1, 1, 5)))));
        assertThat(parse("83ce0003 00000001 00000002 1060ab00"))
                .containsExactly(new PayloadFeedback(3, 1, 2, new Feedback.ReferencePicture(96, 16, bytes("ab00"))));
        assertThat(parse("84ce0004 00000001 00000000 00000002 07000000"))
                .containsExactly(new PayloadFeedback(
                        4, 1, 0, new Feedback.FullIntraRequest(List.of(new Feedback.FullIntraRequest.Request(2, 7)))));
        assertThat(parse("8fce0003 00000001 00000000 52454d42"))
                .containsExactly(new PayloadFeedback(15, 1, 0, new Feedback.Application(bytes("52454d42"))));
        assertThat(parse("8fcd0003 00000001 00000000 00010002"))
                .containsExactly(new TransportFeedback(15, 1, 0, new Feedback.Other(bytes("00010002"))));
    }

    @Test
    void aTypeThatWeDoNotKnow() throws RtcpFormatException {
        assertThat(parse("82d00001 01020304")).containsExactly(new Unknown(208, 2, bytes("01020304")));
    }

    @Test
    void faultsSayWhereTheyAre() {
        assertThatThrownBy(() -> parse("")).isInstanceOf(RtcpFormatException.class);
        assertThatThrownBy(() -> parse("80c90001 00000001 40c90001 00000001"))
                .as("version")
                .isInstanceOfSatisfying(
                        RtcpFormatException.class,
                        fault -> assertThat(fault.position()).isEqualTo(8));
        assertThatThrownBy(() -> parse("81c90001 00000001"))
                .as("a block that is not there")
                .isInstanceOf(RtcpFormatException.class)
                .hasMessageContaining("at byte 0");
        assertThatThrownBy(() -> parse("80c90002 00000001")).as("cut short").isInstanceOf(RtcpFormatException.class);
        assertThatThrownBy(() -> parse("81ca0002 00000001 01ff6162"))
                .as("an item longer than its packet")
                .isInstanceOf(RtcpFormatException.class)
                .hasMessageContaining("at byte 10");
        assertThatThrownBy(() -> parse("a0c90001 00000001 80c90001 00000001"))
                .as("padding not in the last packet")
                .isInstanceOf(RtcpFormatException.class);
        assertThatThrownBy(() -> parse("a0c90001 000000ff"))
                .as("too much padding")
                .isInstanceOf(RtcpFormatException.class);
    }
}
