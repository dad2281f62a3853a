package io.voider.rtp.rtcp;

import java.util.List;

/** One packet of an RTCP datagram. 32-bit identifiers are ints as on the wire; counts and times are unsigned in longs. */
public sealed interface RtcpPacket {

    /**
     * SR (RFC 3550, section 6.4.1).
     *
     * @param ntpTimestamp 32.32 fixed-point seconds since 1900
     * @param rtpTimestamp the same instant on the media clock
     * @param packetCount RTP packets sent so far
     * @param octetCount payload bytes sent so far
     * @param extension the profile's own bytes behind the blocks
     */
    record SenderReport(
            int ssrc,
            long ntpTimestamp,
            long rtpTimestamp,
            long packetCount,
            long octetCount,
            List<ReportBlock> blocks,
            Bytes extension)
            implements RtcpPacket {}

    /** RR (RFC 3550, section 6.4.2). */
    record ReceiverReport(int ssrc, List<ReportBlock> blocks, Bytes extension) implements RtcpPacket {}

    /** SDES (RFC 3550, section 6.5). */
    record SourceDescription(List<Chunk> chunks) implements RtcpPacket {}

    /** BYE (RFC 3550, section 6.6); the reason is empty when none was given. */
    record Goodbye(List<Integer> sources, String reason) implements RtcpPacket {}

    /** APP (RFC 3550, section 6.7); the name is four ASCII characters. */
    record ApplicationDefined(int subtype, int ssrc, String name, Bytes data) implements RtcpPacket {}

    /** XR (RFC 3611, section 2). */
    record ExtendedReport(int ssrc, List<XrBlock> blocks) implements RtcpPacket {}

    /** RTPFB (RFC 4585, section 6.2). */
    record TransportFeedback(int format, int sender, int mediaSource, Feedback feedback) implements RtcpPacket {}

    /** PSFB (RFC 4585, section 6.3). */
    record PayloadFeedback(int format, int sender, int mediaSource, Feedback feedback) implements RtcpPacket {}

    /** Any other type of the RTCP range; {@code body} is what follows the four header bytes. */
    record Unknown(int type, int count, Bytes body) implements RtcpPacket {}

    /**
     * How one source is received (RFC 3550, section 6.4.1).
     *
     * @param fractionLost since the previous report, in 1/256
     * @param cumulativeLost since the beginning, −2²³…2²³−1
     * @param extendedHighestSequence cycles in the upper 16 bits
     * @param jitter in timestamp units
     * @param lastSenderReport middle 32 bits of its NTP timestamp
     * @param delaySinceLastSenderReport in 1/65536 s
     */
    record ReportBlock(
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            long extendedHighestSequence,
            long jitter,
            int lastSenderReport,
            long delaySinceLastSenderReport) {}

    /** One source's items in an SDES packet. */
    record Chunk(int ssrc, List<Item> items) {}

    /** One SDES item: type 1 CNAME, 2 NAME, 3 EMAIL, 4 PHONE, 5 LOC, 6 TOOL, 7 NOTE, 8 PRIV; the text as UTF-8. */
    record Item(int type, String text) {}
}
