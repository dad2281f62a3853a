package io.voider.rtp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QualityCourseTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long PACKET = TimeUnit.MILLISECONDS.toNanos(20);

    private final QualityCourse course = new QualityCourse();
    private long nowNanos = -5 * SECOND;
    private long expected;
    private long lost;

    /** So many packets in a row, of which each {@code nth} does not come; 0 if all do. */
    private void packets(int count, int nth, long jitterNanos) {
        for (int i = 1; i <= count; i++) {
            expected++;
            if (nth > 0 && i % nth == 0) {
                lost++;
            } else {
                course.accept(expected, lost, jitterNanos, nowNanos);
            }
            nowNanos += PACKET;
        }
    }

    @Test
    void withoutAPacketThereIsNone() {
        assertThat(course.report()).isEqualTo(new CourseReport(SECOND, List.of()));
    }

    @Test
    void eachSecondHasItsLossAndItsHighestJitter() {
        packets(25, 0, 1_000_000);
        packets(25, 0, 3_000_000);
        packets(50, 5, 2_000_000);
        packets(10, 0, 0);
        assertThat(course.report())
                .isEqualTo(new CourseReport(
                        SECOND,
                        List.of(
                                new CourseReport.Interval(50, 0, 3_000_000),
                                // The last packet is missing, which is only known by the next.
                                new CourseReport.Interval(49, 9, 2_000_000),
                                new CourseReport.Interval(11, 1, 0))));
    }

    @Test
    void whatWasLostInASilenceCountsWhereItGoesOn() {
        packets(50, 0, 0);
        expected += 100;
        lost += 100;
        nowNanos += 2 * SECOND;
        packets(10, 0, 0);
        assertThat(course.report().intervals())
                .containsExactly(
                        new CourseReport.Interval(50, 0, 0),
                        new CourseReport.Interval(0, 0, 0),
                        new CourseReport.Interval(0, 0, 0),
                        new CourseReport.Interval(110, 100, 0));
    }

    @Test
    void whatCameLateIsNotLostTwice() {
        course.accept(50, 5, 0, nowNanos);
        nowNanos += SECOND;
        course.accept(60, 2, 0, nowNanos);
        assertThat(course.report().intervals())
                .containsExactly(new CourseReport.Interval(50, 5, 0), new CourseReport.Interval(10, 0, 0));
    }

    @Test
    void afterAResetItBeginsAnew() {
        packets(100, 2, 7_000_000);
        course.reset();
        expected = 0;
        lost = 0;
        packets(10, 0, 0);
        assertThat(course.report()).isEqualTo(new CourseReport(SECOND, List.of(new CourseReport.Interval(10, 0, 0))));
    }
}
