package io.voider.rtp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class QualityCourseProperties {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Of three packets a second the second never comes. */
    @Property(tries = 200)
    void howeverLongAStreamIsItsCourseIsBoundedAndWhole(
            @ForAll @IntRange(min = 1, max = 4_000) int seconds, @ForAll long beganNanos) {
        QualityCourse course = new QualityCourse();
        for (int i = 0; i < seconds; i++) {
            long nowNanos = beganNanos + i * SECOND;
            course.accept(3L * i + 1, i, 1_000_000, nowNanos);
            course.accept(3L * i + 3, i + 1, 2_000_000, nowNanos + SECOND / 2);
        }
        CourseReport report = course.report();
        assertThat(report.intervals()).hasSizeLessThanOrEqualTo(QualityCourse.MOST_INTERVALS);
        assertThat(report.intervalNanos() * report.intervals().size())
                .isGreaterThanOrEqualTo(seconds * SECOND)
                .isLessThan(seconds * SECOND + report.intervalNanos());
        assertThat(report.intervals()).allSatisfy(interval -> {
            assertThat(interval.expected()).isEqualTo(3 * interval.lost()).isPositive();
            assertThat(interval.jitterNanos()).isEqualTo(2_000_000);
        });
        assertThat(report.intervals().stream()
                        .mapToLong(CourseReport.Interval::expected)
                        .sum())
                .isEqualTo(3L * seconds);
    }
}
