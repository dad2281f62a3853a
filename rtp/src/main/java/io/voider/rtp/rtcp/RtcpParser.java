package io.voider.rtp.rtcp;

import io.netty.buffer.ByteBuf;
import io.voider.rtp.rtcp.RtcpPacket.ReportBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes records of everything in an RTCP datagram.
 *
 * <p>Whatever the bytes, it either returns or throws {@link RtcpFormatException}, and what it allocates is bounded by a small
 * multiple of the datagram's length.
 */
public final class RtcpParser {
    private final RtcpReader reader = new RtcpReader();

    /**
     * Parses the datagram of {@code length} bytes at {@code offset}; the buffer's indices stay as they are.
     *
     * @throws RtcpFormatException when it is not RTCP, or encrypted
     */
    public List<RtcpPacket> parse(ByteBuf buffer, int offset, int length) throws RtcpFormatException {
        reader.wrap(buffer, offset, length);
        int fault = reader.fault();
        if (fault >= 0) {
            throw new RtcpFormatException("not an RTCP packet, or one cut short", fault - offset);
        }
        List<RtcpPacket> packets = new ArrayList<>();
        while (reader.next()) {
            packets.add(packet(new RtcpBody(buffer, reader.bodyOffset(), reader.bodyEnd(), offset)));
        }
        return packets;
    }

    private RtcpPacket packet(RtcpBody body) throws RtcpFormatException {
        return switch (reader.type()) {
            case RtcpType.SENDER_REPORT -> senderReport(body);
            case RtcpType.RECEIVER_REPORT -> new RtcpPacket.ReceiverReport(body.int32(), blocks(body), body.rest());
            case RtcpType.SOURCE_DESCRIPTION -> sourceDescription(body);
            case RtcpType.GOODBYE -> goodbye(body);
            case RtcpType.APPLICATION_DEFINED ->
                new RtcpPacket.ApplicationDefined(reader.count(), body.int32(), body.ascii(4), body.rest());
            case RtcpType.TRANSPORT_FEEDBACK ->
                new RtcpPacket.TransportFeedback(
                        reader.count(), body.int32(), body.int32(), FeedbackParser.transport(reader.count(), body));
            case RtcpType.PAYLOAD_FEEDBACK ->
                new RtcpPacket.PayloadFeedback(
                        reader.count(), body.int32(), body.int32(), FeedbackParser.payload(reader.count(), body));
            case RtcpType.EXTENDED_REPORT -> new RtcpPacket.ExtendedReport(body.int32(), XrParser.blocks(body));
            default -> new RtcpPacket.Unknown(reader.type(), reader.count(), body.rest());
        };
    }

    private RtcpPacket senderReport(RtcpBody body) throws RtcpFormatException {
        return new RtcpPacket.SenderReport(
                body.int32(),
                body.int64(),
                body.unsigned32(),
                body.unsigned32(),
                body.unsigned32(),
                blocks(body),
                body.rest());
    }

    private List<ReportBlock> blocks(RtcpBody body) throws RtcpFormatException {
        List<ReportBlock> blocks = new ArrayList<>(reader.count());
        for (int i = 0; i < reader.count(); i++) {
            blocks.add(new ReportBlock(
                    body.int32(),
                    body.unsigned8(),
                    body.signed24(),
                    body.unsigned32(),
                    body.unsigned32(),
                    body.int32(),
                    body.unsigned32()));
        }
        return List.copyOf(blocks);
    }

    private RtcpPacket sourceDescription(RtcpBody body) throws RtcpFormatException {
        List<RtcpPacket.Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < reader.count(); i++) {
            int ssrc = body.int32();
            List<RtcpPacket.Item> items = new ArrayList<>();
            for (int type = body.unsigned8(); type != 0; type = body.unsigned8()) {
                items.add(new RtcpPacket.Item(type, body.text(body.unsigned8(), StandardCharsets.UTF_8)));
            }
            body.alignToWord();
            chunks.add(new RtcpPacket.Chunk(ssrc, List.copyOf(items)));
        }
        return new RtcpPacket.SourceDescription(List.copyOf(chunks));
    }

    private RtcpPacket goodbye(RtcpBody body) throws RtcpFormatException {
        List<Integer> sources = new ArrayList<>();
        for (int i = 0; i < reader.count(); i++) {
            sources.add(body.int32());
        }
        String reason = body.remaining() == 0 ? "" : body.text(body.unsigned8(), StandardCharsets.UTF_8);
        return new RtcpPacket.Goodbye(List.copyOf(sources), reason);
    }
}
