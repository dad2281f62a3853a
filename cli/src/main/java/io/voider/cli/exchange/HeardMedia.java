package io.voider.cli.exchange;

import io.voider.cli.report.CallReport;
import io.voider.cli.report.StreamReport;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.quality.CourseReport;
import io.voider.rtp.quality.PayloadFormat;
import io.voider.rtp.quality.SourceReport;
import io.voider.rtp.quality.VoiceRating;
import io.voider.rtp.relay.MediaReport;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** How a call's media is told to people. */
final class HeardMedia {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private HeardMedia() {}

    /** The call with a stream for each source that was heard, and its one figure. */
    static CallReport in(CallReport call, MediaReport heard) {
        List<StreamReport> streams = heard.flows().stream()
                .flatMap(rated -> rated.sources().stream()
                        .map(source -> stream(rated.flow().passage(), source)))
                .toList();
        Double mos = heard.rating().map(VoiceRating::meanOpinionScore).orElse(null);
        return call.heard(mos, streams);
    }

    private static StreamReport stream(Passage passage, MediaReport.RatedSource rated) {
        SourceReport source = rated.source();
        Optional<VoiceRating> rating = rated.rating();
        return new StreamReport(
                passage.toLeg() == Network.PHONES.number() ? "phone" : "line",
                HexFormat.of().toHexDigits(source.ssrc()),
                source.durationNanos() / NANOS_PER_SECOND,
                source.format().map(PayloadFormat::encodingName).orElse("unknown codec"),
                source.packets(),
                source.lost(),
                source.reordered(),
                source.duplicates(),
                source.jitter()
                        .map(jitter -> jitter.meanNanos() / NANOS_PER_MILLI)
                        .orElse(0.0),
                source.longestGapNanos() / NANOS_PER_MILLI,
                rating.map(VoiceRating::rFactor).orElse(null),
                rating.map(VoiceRating::meanOpinionScore).orElse(null),
                course(source.course()));
    }

    private static StreamReport.Course course(CourseReport course) {
        return new StreamReport.Course(
                course.intervalNanos() / NANOS_PER_SECOND,
                course.intervals().stream().map(HeardMedia::lostPermille).toList(),
                course.intervals().stream()
                        .map(interval -> (int) Math.round(interval.jitterNanos() / NANOS_PER_MILLI))
                        .toList());
    }

    private static int lostPermille(CourseReport.Interval interval) {
        return interval.expected() == 0 ? -1 : (int) (1_000 * interval.lost() / interval.expected());
    }
}
