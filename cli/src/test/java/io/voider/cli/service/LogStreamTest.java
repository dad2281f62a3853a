package io.voider.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LogStreamTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nowNanos;

    private LogStream stream(LogForm form) {
        return new LogStream(written, form, Clock.fixed(NOW, ZoneOffset.UTC), () -> nowNanos);
    }

    private static void log(LogStream stream, String line, String... trace) {
        stream.println(line);
        for (String each : trace) {
            stream.println((Object) each);
        }
        stream.flush();
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void inTheJournalEachLineBeginsWithItsPriority() {
        try (LogStream stream = stream(LogForm.JOURNAL)) {
            log(stream, "INFO Node - alice is ready");
            log(stream, "WARN Lines - a leftover stays");
            log(stream, "ERROR Node - it failed", "\tat somewhere");
            stream.println("said by a command");
        }
        assertThat(lines())
                .containsExactly(
                        "<6>INFO Node - alice is ready",
                        "<4>WARN Lines - a leftover stays",
                        "<3>ERROR Node - it failed",
                        "<3>\tat somewhere",
                        "said by a command");
    }

    @Test
    void asJsonAnEventIsOneLineWithItsFailure() {
        try (LogStream stream = stream(LogForm.JSON)) {
            log(stream, "INFO Events - 10.1.2.1 \"Zoë\" is up, direct (it was connecting for 3 s)");
            log(stream, "2026-11-30 12:00:00.000 ERROR Node - it failed", "java.lang.Error: no\nway", "\tat somewhere");
        }
        assertThat(lines()).hasSize(2);
        JsonNode first = StrictJson.MAPPER.readTree(lines().get(0));
        assertThat(first.path("at").asString()).isEqualTo("2026-11-30T12:00:00Z");
        assertThat(first.path("level").asString()).isEqualTo("info");
        assertThat(first.path("logger").asString()).isEqualTo("Events");
        assertThat(first.path("message").asString())
                .isEqualTo("10.1.2.1 \"Zoë\" is up, direct (it was connecting for 3 s)");
        JsonNode second = StrictJson.MAPPER.readTree(lines().get(1));
        assertThat(second.path("level").asString()).isEqualTo("error");
        assertThat(second.path("trace").valueStream().map(JsonNode::asString))
                .containsExactly("java.lang.Error: no\nway", "\tat somewhere");
    }

    @Test
    void nobodyForgesALine() {
        try (LogStream stream = stream(LogForm.TEXT)) {
            log(
                    stream,
                    "2026-11-30 12:00:00.000 INFO Edge - from x\r\n2026-11-30 12:00:00.001 ERROR Node - forged\033[2J");
        }
        assertThat(lines())
                .containsExactly(
                        "2026-11-30 12:00:00.000 INFO Edge - from x 2026-11-30 12:00:00.001 ERROR Node - forged [2J");
    }

    @Test
    void aFloodIsLeftOutCountedAndHidesNothingWorse() {
        try (LogStream stream = stream(LogForm.TEXT)) {
            for (int i = 0; i < 10_000; i++) {
                log(stream, "INFO Edge - refused", "\tat somewhere");
            }
            log(stream, "WARN Node - something else");
            nowNanos += TimeUnit.SECONDS.toNanos(1);
            log(stream, "INFO Edge - refused");
        }
        assertThat(lines().stream().filter(line -> line.equals("INFO Edge - refused")))
                .hasSize(LogPace.BURST + 1);
        assertThat(lines())
                .contains("WARN Node - something else")
                .contains("INFO LogStream - 9500 lines like the following were left out, since there were too many");
        assertThat(lines().stream().filter(line -> line.startsWith("\t"))).hasSize(LogPace.BURST);
    }

    @Test
    void inTheLongRunThereAreTwentyLinesASecond() {
        try (LogStream stream = stream(LogForm.TEXT)) {
            for (int second = 0; second < 100; second++) {
                for (int i = 0; i < 1_000; i++) {
                    log(stream, "WARN Edge - refused");
                }
                nowNanos += TimeUnit.SECONDS.toNanos(1);
            }
        }
        assertThat(lines().stream().filter(line -> line.endsWith("refused")))
                .hasSizeBetween(LogPace.BURST, LogPace.BURST + 100 * LogPace.EACH_SECOND);
    }
}
