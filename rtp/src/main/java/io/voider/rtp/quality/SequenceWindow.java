package io.voider.rtp.quality;

/**
 * Follows RTP sequence numbers (RFC 3550, appendix A.1), and tells a late packet from a lost one and from a duplicate.
 *
 * <p>The last 64 numbers are remembered, one bit each; what leaves that window is decided for good. A number further off
 * (more than 3,000 ahead, or behind the window) is not believed until its successor follows it: then the sender has begun
 * anew.
 */
final class SequenceWindow {
    private static final int WINDOW = 64;
    private static final int MAX_DROPOUT = 3_000;
    private static final int NONE = -1;

    /** What one packet turned out to be. */
    enum Arrival {
        /** The next one, or one further ahead. */
        IN_ORDER,
        /** Behind the highest seen, and missing until now. */
        REORDERED,
        /** Seen before. */
        DUPLICATE,
        /** Too far off to belong to the stream. */
        ASTRAY,
        /** The second of two that agree on a new place: the sender began anew. */
        RESTARTED
    }

    private final LossBursts bursts = new LossBursts();
    private boolean started;
    private int highest;
    /** Bit i: number {@code highest - i} was received. */
    private long window;
    /** How many numbers since the start of this run are inside the window, 1…64. */
    private int span;

    private int expectedAfterRestart = NONE;
    private long expected;
    private long received;
    private long reordered;
    private long duplicates;
    private long astray;

    Arrival accept(int sequence) {
        if (!started) {
            begin(sequence);
            return Arrival.IN_ORDER;
        }
        int ahead = (short) (sequence - highest);
        if (ahead > 0 && ahead <= MAX_DROPOUT) {
            advance(ahead);
            highest = sequence;
            expectedAfterRestart = NONE;
            return Arrival.IN_ORDER;
        }
        if (ahead <= 0 && ahead > -WINDOW) {
            return behind(-ahead);
        }
        if (sequence == expectedAfterRestart) {
            decideWindow(bursts, WINDOW);
            bursts.end();
            begin(sequence);
            return Arrival.RESTARTED;
        }
        expectedAfterRestart = (sequence + 1) & 0xffff;
        astray++;
        return Arrival.ASTRAY;
    }

    private void begin(int sequence) {
        started = true;
        highest = sequence;
        window = 1;
        span = 1;
        expected++;
        received++;
        expectedAfterRestart = NONE;
    }

    private void advance(int ahead) {
        decideWindow(bursts, ahead);
        if (ahead > WINDOW) {
            bursts.lost(ahead - WINDOW);
        }
        window = ahead >= WINDOW ? 1 : window << ahead | 1;
        span = Math.min(WINDOW, span + ahead);
        expected += ahead;
        received++;
    }

    private Arrival behind(int distance) {
        long bit = 1L << distance;
        if ((window & bit) != 0) {
            duplicates++;
            return Arrival.DUPLICATE;
        }
        window |= bit;
        if (distance >= span) {
            // Older than the first packet that we saw: the stream began with this one.
            expected += distance + 1 - span;
            span = distance + 1;
        }
        received++;
        reordered++;
        return Arrival.REORDERED;
    }

    /** Hands the bits that {@code ahead} new numbers push out of the window to {@code sink}, oldest first. */
    private void decideWindow(LossBursts sink, int ahead) {
        int oldest = span - 1;
        int lastLeaving = Math.max(0, WINDOW - ahead);
        for (int bit = oldest; bit >= lastLeaving; bit--) {
            if ((window >>> bit & 1) != 0) {
                sink.received();
            } else {
                sink.lost(1);
            }
        }
    }

    /** The bursts as they would be if nothing more arrived. */
    BurstReport bursts() {
        LossBursts all = new LossBursts();
        all.copyFrom(bursts);
        if (started) {
            decideWindow(all, WINDOW);
        }
        return all.report(expected);
    }

    void reset() {
        started = false;
        bursts.reset();
        window = 0;
        span = 0;
        expectedAfterRestart = NONE;
        expected = 0;
        received = 0;
        reordered = 0;
        duplicates = 0;
        astray = 0;
    }

    /** Numbers from the first to the highest, over all runs. */
    long expected() {
        return expected;
    }

    /** Distinct numbers received. */
    long received() {
        return received;
    }

    long reordered() {
        return reordered;
    }

    long duplicates() {
        return duplicates;
    }

    long astray() {
        return astray;
    }
}
