package io.voider.rtp.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How loss and jitter went over time: intervals of a second, of which there are {@value #MOST_INTERVALS} at the most. When they are
 * full, each two become one of twice the length, so that a stream of any length has 32 to 64. Makes no garbage while it counts.
 */
final class QualityCourse {
    static final int MOST_INTERVALS = 64;
    static final long FIRST_INTERVAL_NANOS = 1_000_000_000L;

    /** Of each interval, what the sums of the stream were when it ended. */
    private final int[] expected = new int[MOST_INTERVALS];

    private final int[] lost = new int[MOST_INTERVALS];
    private final int[] jitterMicros = new int[MOST_INTERVALS];
    private int count;
    private long intervalNanos;
    private long endNanos;

    void reset() {
        count = 0;
    }

    /**
     * After a packet.
     *
     * @param expectedSoFar sequence numbers since the stream began
     * @param lostSoFar those of them that are missing
     * @param jitterNanos the estimate of now
     */
    void accept(long expectedSoFar, long lostSoFar, long jitterNanos, long nowNanos) {
        if (count == 0) {
            intervalNanos = FIRST_INTERVAL_NANOS;
            endNanos = nowNanos + intervalNanos;
            begin();
        }
        while (nowNanos - endNanos >= 0) {
            next();
        }
        int last = count - 1;
        expected[last] = (int) expectedSoFar;
        lost[last] = (int) lostSoFar;
        jitterMicros[last] = Math.max(jitterMicros[last], (int) Math.min(Integer.MAX_VALUE, jitterNanos / 1_000));
    }

    private void next() {
        if (count == MOST_INTERVALS) {
            halve();
        }
        begin();
        endNanos += intervalNanos;
    }

    private void begin() {
        expected[count] = count == 0 ? 0 : expected[count - 1];
        lost[count] = count == 0 ? 0 : lost[count - 1];
        jitterMicros[count] = 0;
        count++;
    }

    private void halve() {
        for (int i = 0; i < MOST_INTERVALS / 2; i++) {
            expected[i] = expected[2 * i + 1];
            lost[i] = lost[2 * i + 1];
            jitterMicros[i] = Math.max(jitterMicros[2 * i], jitterMicros[2 * i + 1]);
        }
        Arrays.fill(jitterMicros, MOST_INTERVALS / 2, MOST_INTERVALS, 0);
        count = MOST_INTERVALS / 2;
        intervalNanos *= 2;
    }

    CourseReport report() {
        List<CourseReport.Interval> intervals = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int expectedHere = expected[i] - (i == 0 ? 0 : expected[i - 1]);
            // What came late may belong to the interval before, which then had counted it as lost.
            int lostHere = Math.min(expectedHere, Math.max(0, lost[i] - (i == 0 ? 0 : lost[i - 1])));
            intervals.add(new CourseReport.Interval(expectedHere, lostHere, jitterMicros[i] * 1_000L));
        }
        return new CourseReport(count == 0 ? FIRST_INTERVAL_NANOS : intervalNanos, intervals);
    }
}
