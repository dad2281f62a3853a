package io.voider.rtp.quality;

import java.util.List;

/**
 * How a source was heard over time.
 *
 * @param intervalNanos how long each interval is; the first begins with the first packet, and the last may not be over
 * @param intervals at most 64, in their order
 */
public record CourseReport(long intervalNanos, List<Interval> intervals) {
    /**
     * One of them.
     *
     * @param expected sequence numbers that became due; none while nothing came, and what was lost meanwhile counts where it goes on
     * @param lost those of them that never came
     * @param jitterNanos the highest that the estimate of RFC 3550 was
     */
    public record Interval(long expected, long lost, long jitterNanos) {}

    public CourseReport {
        intervals = List.copyOf(intervals);
    }
}
