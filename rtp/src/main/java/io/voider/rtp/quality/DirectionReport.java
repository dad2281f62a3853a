package io.voider.rtp.quality;

import java.util.List;
import java.util.Optional;

/**
 * What passed through one pinhole.
 *
 * @param sources the synchronization sources seen, the busiest first, at most {@link DirectionQuality#MAX_SOURCES}
 * @param forgottenSources sources that had to give way to newer ones
 * @param forgottenPackets RTP packets of those
 * @param rtcpPackets RTCP or SRTCP packets
 * @param otherPackets neither RTP nor RTCP: STUN, DTLS, ZRTP, BFCP, T.38
 */
public record DirectionReport(
        List<SourceReport> sources, long forgottenSources, long forgottenPackets, long rtcpPackets, long otherPackets) {
    /** The source that sent most; empty when no RTP passed. */
    public Optional<SourceReport> mainSource() {
        return sources.stream().findFirst();
    }
}
