package io.voider.rtp.quality;

import java.util.Optional;

/**
 * How a listener would judge a stream, by the E-model.
 *
 * @param codec whose figures were used
 * @param rFactor 0…100; 80 satisfies nearly everybody, under 60 nearly nobody
 * @param meanOpinionScore 1…4.5
 * @param mouthToEarMillis the delay that went in
 * @param delayMeasured whether the network's part of that delay was measured by RTCP; else it counted as 0
 */
public record VoiceRating(
        Codec codec, double rFactor, double meanOpinionScore, double mouthToEarMillis, boolean delayMeasured) {
    private static final double NANOS_PER_MILLI = 1e6;
    /** A phone's jitter buffer settles at about this many times the mean jitter. */
    private static final double BUFFER_PER_JITTER = 2;

    private static final double MAX_PACKET_MILLIS = 60;
    private static final long LEAST_NANOS = 2_000_000_000L;

    /**
     * Rates a stream; empty when its codec is not known, or not one with figures, or when there are less than two seconds of
     * it: what a listener would say after a syllable is chance.
     *
     * @param networkDelayNanos one way, from phone to phone, where RTCP allowed to measure it
     */
    public static Optional<VoiceRating> of(SourceReport stream, Optional<Long> networkDelayNanos) {
        if (stream.durationNanos() + stream.packetIntervalNanos() < LEAST_NANOS) {
            return Optional.empty();
        }
        return stream.format().flatMap(PayloadFormat::codec).map(codec -> rate(codec, stream, networkDelayNanos));
    }

    private static VoiceRating rate(Codec codec, SourceReport stream, Optional<Long> networkDelayNanos) {
        double packetMillis = Math.min(MAX_PACKET_MILLIS, stream.packetIntervalNanos() / NANOS_PER_MILLI);
        double jitterMillis =
                stream.jitter().map(SourceReport.Jitter::meanNanos).orElse(0L) / NANOS_PER_MILLI;
        double networkMillis = networkDelayNanos.orElse(0L) / NANOS_PER_MILLI;
        double delayMillis = networkMillis + packetMillis + codec.delayMillis() + BUFFER_PER_JITTER * jitterMillis;
        double r = EModel.rating(
                codec, delayMillis, stream.lossFraction(), stream.bursts().burstRatio());
        return new VoiceRating(codec, r, EModel.meanOpinionScore(r), delayMillis, networkDelayNanos.isPresent());
    }
}
