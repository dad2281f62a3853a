package io.voider.rtp.quality;

/**
 * Bursts and gaps of loss (RFC 3611, section 4.7.2, with Gmin = 16).
 *
 * @param bursts number of bursts
 * @param burstPackets packets expected inside bursts
 * @param burstLost those of them that were lost
 * @param gapPackets packets expected outside bursts
 * @param gapLost those of them that were lost
 * @param lossRuns number of runs of consecutive lost packets
 * @param longestRun packets in the longest such run
 */
public record BurstReport(
        long bursts, long burstPackets, long burstLost, long gapPackets, long gapLost, long lossRuns, long longestRun) {
    /** Share of packets lost inside bursts, 0…1. */
    public double burstDensity() {
        return burstPackets == 0 ? 0 : (double) burstLost / burstPackets;
    }

    /** Share of packets lost outside bursts, 0…1. */
    public double gapDensity() {
        return gapPackets == 0 ? 0 : (double) gapLost / gapPackets;
    }

    /**
     * BurstR of the E-model (ITU-T G.107, section 7.5): mean length of a loss run over the mean length that loss at random
     * would have had. At least 1, which is loss at random.
     */
    public double burstRatio() {
        long lost = burstLost + gapLost;
        long expected = burstPackets + gapPackets;
        if (lossRuns == 0 || lost >= expected) {
            return 1;
        }
        double meanRun = (double) lost / lossRuns;
        double meanRunAtRandom = 1 / (1 - (double) lost / expected);
        return Math.max(1, meanRun / meanRunAtRandom);
    }

    BurstReport plus(BurstReport other) {
        return new BurstReport(
                bursts + other.bursts,
                burstPackets + other.burstPackets,
                burstLost + other.burstLost,
                gapPackets + other.gapPackets,
                gapLost + other.gapLost,
                lossRuns + other.lossRuns,
                Math.max(longestRun, other.longestRun));
    }
}
