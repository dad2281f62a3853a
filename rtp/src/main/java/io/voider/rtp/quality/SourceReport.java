package io.voider.rtp.quality;

import java.util.Optional;

/**
 * What passed of one synchronization source.
 *
 * @param ssrc its identifier
 * @param payloadType of the last packet, 0…127
 * @param format what the payload type of the speech stands for; empty when neither RFC 3551 nor SDP said
 * @param packets RTP packets that passed, duplicates included
 * @param payloadBytes bytes behind the fixed headers
 * @param expected sequence numbers from the first to the highest
 * @param lost expected and never seen
 * @param reordered arrived behind a later one
 * @param duplicates arrived more than once
 * @param astray had a sequence number far from all others
 * @param durationNanos from the first packet to the last
 * @param longestGapNanos longest time between two packets, pauses left out that the sender announced by the marker bit or
 *     by comfort noise
 * @param jitter empty when the payload's clock is not known, or no two packets can be compared
 * @param bursts how the loss was spread
 * @param course loss and jitter over time
 */
public record SourceReport(
        int ssrc,
        int payloadType,
        Optional<PayloadFormat> format,
        long packets,
        long payloadBytes,
        long expected,
        long lost,
        long reordered,
        long duplicates,
        long astray,
        long durationNanos,
        long longestGapNanos,
        Optional<Jitter> jitter,
        BurstReport bursts,
        CourseReport course) {
    /**
     * Interarrival jitter as RFC 3550 defines it.
     *
     * @param lastNanos the estimate after the last packet, as an RTCP report would give it
     * @param meanNanos mean of the estimate over all packets
     * @param maxNanos the highest that the estimate ever was
     */
    public record Jitter(long lastNanos, long meanNanos, long maxNanos) {}

    /** Share of the expected packets that never came, 0…1. */
    public double lossFraction() {
        return expected == 0 ? 0 : (double) lost / expected;
    }

    /** Mean time between two packets' sending, 0 when fewer than two were expected. */
    public long packetIntervalNanos() {
        return expected < 2 ? 0 : durationNanos / (expected - 1);
    }
}
