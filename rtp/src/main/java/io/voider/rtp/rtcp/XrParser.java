package io.voider.rtp.rtcp;

import java.util.ArrayList;
import java.util.List;

/** The blocks of an extended report (RFC 3611, section 4). */
final class XrParser {
    private XrParser() {}

    static List<XrBlock> blocks(RtcpBody body) throws RtcpFormatException {
        List<XrBlock> blocks = new ArrayList<>();
        while (body.remaining() > 0) {
            int type = body.unsigned8();
            int typeSpecific = body.unsigned8();
            int words = body.unsigned16();
            blocks.add(block(type, typeSpecific, body.part(4 * words)));
        }
        return List.copyOf(blocks);
    }

    private static XrBlock block(int type, int typeSpecific, RtcpBody body) throws RtcpFormatException {
        return switch (type) {
            case 1, 2 -> runLengths(type == 2, typeSpecific & 0x0f, body);
            case 3 -> receiptTimes(typeSpecific & 0x0f, body);
            case 4 -> new XrBlock.ReceiverReferenceTime(body.int64());
            case 5 -> delays(body);
            case 6 -> summary(typeSpecific, body);
            case 7 -> voipMetrics(body);
            default -> new XrBlock.Unknown(type, typeSpecific, body.rest());
        };
    }

    private static XrBlock runLengths(boolean duplicates, int thinning, RtcpBody body) throws RtcpFormatException {
        int ssrc = body.int32();
        int begin = body.unsigned16();
        int end = body.unsigned16();
        List<Integer> chunks = new ArrayList<>();
        while (body.remaining() > 0) {
            chunks.add(body.unsigned16());
        }
        return new XrBlock.RunLengths(duplicates, thinning, ssrc, begin, end, List.copyOf(chunks));
    }

    private static XrBlock receiptTimes(int thinning, RtcpBody body) throws RtcpFormatException {
        int ssrc = body.int32();
        int begin = body.unsigned16();
        int end = body.unsigned16();
        List<Long> times = new ArrayList<>();
        while (body.remaining() > 0) {
            times.add(body.unsigned32());
        }
        return new XrBlock.ReceiptTimes(thinning, ssrc, begin, end, List.copyOf(times));
    }

    private static XrBlock delays(RtcpBody body) throws RtcpFormatException {
        List<XrBlock.DelaySinceLastReceiverReport.SubBlock> subBlocks = new ArrayList<>();
        while (body.remaining() > 0) {
            subBlocks.add(
                    new XrBlock.DelaySinceLastReceiverReport.SubBlock(body.int32(), body.int32(), body.unsigned32()));
        }
        return new XrBlock.DelaySinceLastReceiverReport(List.copyOf(subBlocks));
    }

    private static XrBlock summary(int flags, RtcpBody body) throws RtcpFormatException {
        return new XrBlock.StatisticsSummary(
                flags,
                body.int32(),
                body.unsigned16(),
                body.unsigned16(),
                body.unsigned32(),
                body.unsigned32(),
                body.unsigned32(),
                body.unsigned32(),
                body.unsigned32(),
                body.unsigned32(),
                body.unsigned8(),
                body.unsigned8(),
                body.unsigned8(),
                body.unsigned8());
    }

    private static XrBlock voipMetrics(RtcpBody body) throws RtcpFormatException {
        int ssrc = body.int32();
        int lossRate = body.unsigned8();
        int discardRate = body.unsigned8();
        int burstDensity = body.unsigned8();
        int gapDensity = body.unsigned8();
        int burstDuration = body.unsigned16();
        int gapDuration = body.unsigned16();
        int roundTripDelay = body.unsigned16();
        int endSystemDelay = body.unsigned16();
        int signalLevel = body.signed8();
        int noiseLevel = body.signed8();
        int echo = body.unsigned8();
        int gapMinimum = body.unsigned8();
        int rFactor = body.unsigned8();
        int externalRFactor = body.unsigned8();
        int mosListening = body.unsigned8();
        int mosConversational = body.unsigned8();
        int receiverConfiguration = body.unsigned8();
        body.skip(1);
        return new XrBlock.VoipMetrics(
                ssrc,
                lossRate,
                discardRate,
                burstDensity,
                gapDensity,
                burstDuration,
                gapDuration,
                roundTripDelay,
                endSystemDelay,
                signalLevel,
                noiseLevel,
                echo,
                gapMinimum,
                rFactor,
                externalRFactor,
                mosListening,
                mosConversational,
                receiverConfiguration,
                body.unsigned16(),
                body.unsigned16(),
                body.unsigned16());
    }
}
