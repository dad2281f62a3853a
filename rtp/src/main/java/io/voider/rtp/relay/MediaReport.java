package io.voider.rtp.relay;

import io.voider.rtp.gate.FlowReport;
import io.voider.rtp.quality.RtcpWatch.RoundTrip;
import io.voider.rtp.quality.SourceReport;
import io.voider.rtp.quality.VoiceRating;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How good a call's media is, or was.
 *
 * @param call the number under which its passages were opened
 * @param flows one for each passage, the busiest first
 * @param roundTrips from the node to each party and back, as far as their RTCP allowed to measure it
 * @param networkDelayNanos one way from party to party, over the node; empty unless both round trips are known
 */
public record MediaReport(
        long call, List<RatedFlow> flows, List<RoundTrip> roundTrips, Optional<Long> networkDelayNanos) {
    /**
     * One passage's traffic.
     *
     * @param flow counts, and quality by synchronization source
     * @param sources its synchronization sources, the busiest first
     */
    public record RatedFlow(FlowReport flow, List<RatedSource> sources) {}

    /**
     * One synchronization source of a passage.
     *
     * @param source what passed of it
     * @param rating empty when its codec is unknown, or too little passed
     */
    public record RatedSource(SourceReport source, Optional<VoiceRating> rating) {}

    static MediaReport of(long call, List<FlowReport> flows, List<RoundTrip> roundTrips) {
        Optional<Long> delay = roundTrips.size() < 2
                ? Optional.empty()
                : Optional.of(
                        roundTrips.stream().mapToLong(RoundTrip::lastNanos).sum() / 2);
        List<RatedFlow> rated = flows.stream()
                .sorted(Comparator.comparingLong(FlowReport::packets).reversed())
                .map(flow -> rate(flow, delay))
                .toList();
        return new MediaReport(call, rated, List.copyOf(roundTrips), delay);
    }

    private static RatedFlow rate(FlowReport flow, Optional<Long> delay) {
        List<RatedSource> sources = flow.quality().sources().stream()
                .map(source -> new RatedSource(source, VoiceRating.of(source, delay)))
                .toList();
        return new RatedFlow(flow, sources);
    }

    /**
     * The call's one figure: the longest rated source of each party stands for what that party was heard like, and the worst
     * of those for the call. A party that was heard for a moment from another source does not spoil it.
     */
    public Optional<VoiceRating> rating() {
        Map<Party, RatedSource> longest = new HashMap<>();
        for (RatedFlow rated : flows) {
            Party party = new Party(
                    rated.flow().passage().fromLeg(), rated.flow().passage().source());
            for (RatedSource source : rated.sources()) {
                if (source.rating().isPresent()) {
                    longest.merge(party, source, MediaReport::longer);
                }
            }
        }
        return worst(longest.values());
    }

    private record Party(int leg, int address) {}

    private static RatedSource longer(RatedSource one, RatedSource other) {
        return other.source().durationNanos() > one.source().durationNanos() ? other : one;
    }

    private static Optional<VoiceRating> worst(Collection<RatedSource> sources) {
        return sources.stream()
                .flatMap(source -> source.rating().stream())
                .min(Comparator.comparingDouble(VoiceRating::rFactor));
    }
}
