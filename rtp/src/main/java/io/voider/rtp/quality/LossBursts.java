package io.voider.rtp.quality;

/**
 * Splits a run of packets, each received or lost, into bursts and gaps (RFC 3611, section 4.7.2).
 *
 * <p>A burst begins and ends with a lost packet, holds at least two of them, and has no run of {@link #GAP_MINIMUM} or more
 * received packets inside. A lone lost packet belongs to the gap around it.
 */
final class LossBursts {
    /** Gmin: as many packets received in a row end a burst. */
    static final int GAP_MINIMUM = 16;

    private static final LossBursts NOTHING_YET = new LossBursts();

    private long lost;
    private long lossRuns;
    private long longestRun;
    private long bursts;
    private long burstPackets;
    private long burstLost;
    /** The cluster of losses that may still grow: its span in packets, its lost ones, and the packets received since. */
    private long clusterSpan;

    private long clusterLost;
    private long receivedSinceLoss;
    private long currentRun;

    void received() {
        receivedSinceLoss++;
        currentRun = 0;
    }

    /** Takes {@code count} (≥ 0) packets lost in a row. */
    void lost(long count) {
        if (count <= 0) {
            return;
        }
        lost += count;
        if (currentRun == 0) {
            lossRuns++;
        }
        currentRun += count;
        longestRun = Math.max(longestRun, currentRun);
        if (clusterLost == 0 || receivedSinceLoss >= GAP_MINIMUM) {
            endCluster();
            clusterLost = count;
            clusterSpan = count;
        } else {
            clusterLost += count;
            clusterSpan += receivedSinceLoss + count;
        }
        receivedSinceLoss = 0;
    }

    private void endCluster() {
        if (clusterLost >= 2) {
            bursts++;
            burstPackets += clusterSpan;
            burstLost += clusterLost;
        }
        clusterLost = 0;
        clusterSpan = 0;
    }

    /** Closes what is open; whatever follows begins anew. */
    void end() {
        endCluster();
        receivedSinceLoss = 0;
        currentRun = 0;
    }

    void copyFrom(LossBursts other) {
        lost = other.lost;
        lossRuns = other.lossRuns;
        longestRun = other.longestRun;
        bursts = other.bursts;
        burstPackets = other.burstPackets;
        burstLost = other.burstLost;
        clusterSpan = other.clusterSpan;
        clusterLost = other.clusterLost;
        receivedSinceLoss = other.receivedSinceLoss;
        currentRun = other.currentRun;
    }

    void reset() {
        copyFrom(NOTHING_YET);
    }

    /** What was seen, among {@code expected} packets in all. */
    BurstReport report(long expected) {
        LossBursts ended = new LossBursts();
        ended.copyFrom(this);
        ended.endCluster();
        return new BurstReport(
                ended.bursts,
                ended.burstPackets,
                ended.burstLost,
                Math.max(0, expected - ended.burstPackets),
                ended.lost - ended.burstLost,
                ended.lossRuns,
                ended.longestRun);
    }
}
