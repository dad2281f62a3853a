package io.voider.rtp.quality;

import io.netty.buffer.ByteBuf;
import io.voider.rtp.rtcp.RtcpReader;
import io.voider.rtp.rtcp.RtcpType;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures delay from the RTCP of a call that passes by, when it is in clear.
 *
 * <p>A sender report's middle 32 NTP bits come back as LSR in the other party's report block, together with the time DLSR
 * that it was kept there (RFC 3550, section 6.4.1). So the node, in the middle, knows the round trip from itself to the party
 * that answered:
 *
 * <pre>
 *    party A        node          party B
 *      │──── SR ─────►│──── SR ─────►│       t0: SR passes the node
 *      │              │              │ DLSR
 *      │◄──── RR ─────│◄──── RR ─────│       t1: RR passes;  round trip to B = t1 − t0 − DLSR
 * </pre>
 *
 * <p>SRTCP fails the reader's checks or names an LSR that nobody sent, and is left alone. One instance serves a whole call,
 * whose directions may run on different event loops; it is thread-safe. Memory is fixed.
 */
public final class RtcpWatch {
    private static final int REMEMBERED_REPORTS = 16;
    private static final int MAX_PARTIES = 4;
    private static final double NANOS_PER_DLSR = 1e9 / 65_536;
    private static final long CLOCK_TOLERANCE_NANOS = 1_000_000L;
    private static final long MAX_ROUND_TRIP_NANOS = 10_000_000_000L;

    private final RtcpReader reader = new RtcpReader();
    private final int[] sentMiddle = new int[REMEMBERED_REPORTS];
    private final int[] sentSsrc = new int[REMEMBERED_REPORTS];
    private final long[] sentFrom = new long[REMEMBERED_REPORTS];
    private final long[] sentNanos = new long[REMEMBERED_REPORTS];
    private int nextReport;
    private int reports;

    private final long[] parties = new long[MAX_PARTIES];
    private final long[] lastRoundTrip = new long[MAX_PARTIES];
    private final long[] leastRoundTrip = new long[MAX_PARTIES];
    private final long[] roundTrips = new long[MAX_PARTIES];
    private final int[] reportedLost = new int[MAX_PARTIES];
    private final int[] reportedJitter = new int[MAX_PARTIES];
    private int partyCount;

    /**
     * Takes an RTCP datagram that passes the node.
     *
     * @param party identifies who sent it, within the call
     * @param nowNanos when, on the monotonic clock that all calls of this method use
     */
    public synchronized void accept(ByteBuf packet, int offset, int length, long party, long nowNanos) {
        reader.wrap(packet, offset, length);
        if (!reader.wellFormed()) {
            return;
        }
        while (reader.next()) {
            if (reader.type() == RtcpType.SENDER_REPORT) {
                rememberSenderReport(party, nowNanos);
            }
            for (int block = 0; block < reader.reportBlocks(); block++) {
                measure(block, party, nowNanos);
            }
        }
    }

    private void rememberSenderReport(long party, long nowNanos) {
        sentMiddle[nextReport] = reader.senderNtpMiddle();
        sentSsrc[nextReport] = reader.ssrc();
        sentFrom[nextReport] = party;
        sentNanos[nextReport] = nowNanos;
        nextReport = (nextReport + 1) % REMEMBERED_REPORTS;
        reports = Math.min(REMEMBERED_REPORTS, reports + 1);
    }

    private void measure(int block, long party, long nowNanos) {
        int lastSenderReport = reader.blockLastSenderReport(block);
        if (lastSenderReport == 0) {
            return;
        }
        for (int i = 0; i < reports; i++) {
            if (sentMiddle[i] == lastSenderReport && sentSsrc[i] == reader.blockSsrc(block) && sentFrom[i] != party) {
                long kept = Math.round(reader.blockDelaySinceLastSenderReport(block) * NANOS_PER_DLSR);
                record(block, party, nowNanos - sentNanos[i] - kept);
                return;
            }
        }
    }

    private void record(int block, long party, long roundTripNanos) {
        // A party's clock may run a little fast; a wholly impossible figure is not one.
        if (roundTripNanos < -CLOCK_TOLERANCE_NANOS || roundTripNanos > MAX_ROUND_TRIP_NANOS) {
            return;
        }
        int slot = slot(party);
        if (slot < 0) {
            return;
        }
        long roundTrip = Math.max(0, roundTripNanos);
        lastRoundTrip[slot] = roundTrip;
        leastRoundTrip[slot] = roundTrips[slot] == 0 ? roundTrip : Math.min(leastRoundTrip[slot], roundTrip);
        roundTrips[slot]++;
        reportedLost[slot] = reader.blockCumulativeLost(block);
        reportedJitter[slot] = reader.blockJitter(block);
    }

    private int slot(long party) {
        for (int i = 0; i < partyCount; i++) {
            if (parties[i] == party) {
                return i;
            }
        }
        if (partyCount == MAX_PARTIES) {
            return -1;
        }
        parties[partyCount] = party;
        roundTrips[partyCount] = 0;
        return partyCount++;
    }

    /** The round trips measured so far, one for each party that answered a sender report. */
    public synchronized List<RoundTrip> roundTrips() {
        List<RoundTrip> all = new ArrayList<>(partyCount);
        for (int i = 0; i < partyCount; i++) {
            all.add(new RoundTrip(
                    parties[i],
                    lastRoundTrip[i],
                    leastRoundTrip[i],
                    roundTrips[i],
                    reportedLost[i],
                    Integer.toUnsignedLong(reportedJitter[i])));
        }
        return all;
    }

    /**
     * Round trip between the node and one party, and what that party last said of the stream it hears.
     *
     * @param party as given to {@link #accept}
     * @param lastNanos the latest figure
     * @param leastNanos the least so far
     * @param samples how many were taken
     * @param reportedLost packets the party says it misses in all; may be negative (RFC 3550, section 6.4.1)
     * @param reportedJitter interarrival jitter that it says it sees, in timestamp units
     */
    public record RoundTrip(
            long party, long lastNanos, long leastNanos, long samples, int reportedLost, long reportedJitter) {}
}
