package io.voider.rtp.relay;

import io.voider.rtp.gate.FlowReport;
import io.voider.rtp.quality.RtcpWatch.RoundTrip;
import io.voider.rtp.quality.VoiceRating;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How good a call is, or was.
 *
 * @param call the name under which its pinholes were opened
 * @param directions one for each pinhole, the busiest first
 * @param roundTrips from the node to each party and back, as far as their RTCP allowed to measure it
 * @param networkDelayNanos one way from party to party, over the node; empty unless both round trips are known
 */
public record CallReport(
        String call, List<Direction> directions, List<RoundTrip> roundTrips, Optional<Long> networkDelayNanos) {
    /**
     * One pinhole's traffic.
     *
     * @param flow counts, and quality by synchronization source
     * @param rating of its main source; empty when nothing passed, or the codec is unknown
     */
    public record Direction(FlowReport flow, Optional<VoiceRating> rating) {}

    static CallReport of(String call, List<FlowReport> flows, List<RoundTrip> roundTrips) {
        Optional<Long> delay = roundTrips.size() < 2
                ? Optional.empty()
                : Optional.of(
                        roundTrips.stream().mapToLong(RoundTrip::lastNanos).sum() / 2);
        List<Direction> directions = flows.stream()
                .sorted(Comparator.comparingLong(FlowReport::packets).reversed())
                .map(flow -> new Direction(
                        flow, flow.quality().mainSource().flatMap(stream -> VoiceRating.of(stream, delay))))
                .toList();
        return new CallReport(call, directions, List.copyOf(roundTrips), delay);
    }
}
