package io.voider.rtp.rtcp;

import java.util.List;

/** One block of an extended report (RFC 3611, section 4). */
public sealed interface XrBlock {

    /** BT 1 and 2: which packets were lost, or came twice, as run lengths; the chunks are raw 16-bit words. */
    record RunLengths(
            boolean duplicates, int thinning, int ssrc, int beginSequence, int endSequence, List<Integer> chunks)
            implements XrBlock {}

    /** BT 3: when each packet was received, in timestamp units. */
    record ReceiptTimes(int thinning, int ssrc, int beginSequence, int endSequence, List<Long> times)
            implements XrBlock {}

    /** BT 4: the receiver's clock, 32.32 fixed-point seconds since 1900. */
    record ReceiverReferenceTime(long ntpTimestamp) implements XrBlock {}

    /** BT 5: answers to BT 4. */
    record DelaySinceLastReceiverReport(List<SubBlock> subBlocks) implements XrBlock {
        /** One receiver's last reference time and, in 1/65536 s, how long ago it came. */
        public record SubBlock(int ssrc, int lastReceiverReport, long delay) {}
    }

    /**
     * BT 6: loss, duplicates, jitter and TTL of a stretch of packets.
     *
     * @param flags which of the figures are valid: bits L, D, J and two for TTL or hop limit, from the top of the byte
     */
    record StatisticsSummary(
            int flags,
            int ssrc,
            int beginSequence,
            int endSequence,
            long lostPackets,
            long duplicatePackets,
            long minJitter,
            long maxJitter,
            long meanJitter,
            long jitterDeviation,
            int minTtl,
            int maxTtl,
            int meanTtl,
            int ttlDeviation)
            implements XrBlock {}

    /**
     * BT 7: VoIP metrics. Rates and densities in 1/256, durations and delays in ms, levels in dBm or dB, R factors 0…100,
     * MOS times ten; 127 means not available for R and MOS.
     */
    record VoipMetrics(
            int ssrc,
            int lossRate,
            int discardRate,
            int burstDensity,
            int gapDensity,
            int burstDuration,
            int gapDuration,
            int roundTripDelay,
            int endSystemDelay,
            int signalLevel,
            int noiseLevel,
            int residualEchoReturnLoss,
            int gapMinimum,
            int rFactor,
            int externalRFactor,
            int mosListening,
            int mosConversational,
            int receiverConfiguration,
            int jitterBufferNominal,
            int jitterBufferMaximum,
            int jitterBufferAbsoluteMaximum)
            implements XrBlock {}

    /** Any other block, its content behind the four header bytes. */
    record Unknown(int type, int typeSpecific, Bytes content) implements XrBlock {}
}
