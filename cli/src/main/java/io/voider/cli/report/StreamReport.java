package io.voider.cli.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One source of media in one direction of a call: a phone has one, another after it restarted or was transferred.
 *
 * @param towards {@code phone} or {@code line}
 * @param ssrc its synchronization source as eight hexadecimal digits; null in entries that an earlier version wrote
 * @param seconds from its first packet to its last
 * @param codec the codec by its payload type, or {@code unknown codec}
 * @param packets how many arrived here
 * @param lost how many did not
 * @param reordered how many came late
 * @param duplicates how many came twice
 * @param jitterMillis interarrival jitter, RFC 3550
 * @param longestGapMillis the longest silence within the stream
 * @param rFactor the E-model's R, 0…100, or null when the codec is unknown or there were less than 2 s
 * @param mos mean opinion score, 1…4.5, or null when the codec is unknown or there were less than 2 s
 * @param course loss and jitter over time; null in lists, and in entries that an earlier version wrote
 */
public record StreamReport(
        String towards,
        @Nullable String ssrc,
        double seconds,
        String codec,
        long packets,
        long lost,
        long reordered,
        long duplicates,
        double jitterMillis,
        double longestGapMillis,
        @Nullable Double rFactor,
        @Nullable Double mos,
        @Nullable Course course) {
    /**
     * Intervals of the same length, 64 at the most: of a long call each is longer.
     *
     * @param intervalSeconds how long each is; the last may not be over
     * @param lostPermille of the packets that became due in each, how many of a thousand never came; -1 where none came
     * @param jitterMillis the highest jitter in each, rounded
     */
    public record Course(double intervalSeconds, List<Integer> lostPermille, List<Integer> jitterMillis) {
        public Course {
            lostPermille = List.copyOf(lostPermille);
            jitterMillis = List.copyOf(jitterMillis);
        }
    }

    /** The same without its course. */
    StreamReport brief() {
        return new StreamReport(
                towards,
                ssrc,
                seconds,
                codec,
                packets,
                lost,
                reordered,
                duplicates,
                jitterMillis,
                longestGapMillis,
                rFactor,
                mos,
                null);
    }
}
