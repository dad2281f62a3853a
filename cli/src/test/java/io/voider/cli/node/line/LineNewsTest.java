package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.Events;
import io.voider.cli.report.LineChange;
import io.voider.cli.report.LineReport;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineNewsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final String BOB = "10.1.2.1";
    private static final String CAROLS_EXCHANGE = "10.2.1.1";

    @TempDir
    private Path directory;

    private final Events events = new Events(Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<String> told = new ArrayList<>();
    private long nowNanos;

    private static State state(Instant invitedAt) {
        return State.of(
                        "alice",
                        "eth1",
                        List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                        "A".repeat(43),
                        null,
                        Settings.DEFAULT)
                .inviting("bob", null, 40_000, invitedAt);
    }

    private LineNews news(Instant invitedAt) {
        State state = state(invitedAt);
        events.subscribe(event -> told.add(event.kind()));
        return new LineNews(
                events,
                FirstSigns.open(directory.resolve("first-signs"), state, NOW),
                () -> state,
                Runnable::run,
                () -> nowNanos);
    }

    private static LineReport line(String dial, String state) {
        return new LineReport(dial, null, "bob", "friend", state, NOW, "", null, null, null, 0);
    }

    private void becomes(String dial, String before, String state) {
        events.line(new LineChange(line(dial, state), before, NOW));
    }

    private void after(Duration time, LineNews news, String dial, String state) {
        nowNanos += time.toNanos();
        news.look(List.of(line(dial, state)));
    }

    @Test
    void anInvitationIsUsedOnceAndForAll() throws Exception {
        news(NOW);
        becomes(BOB, "no-peer", "finding");
        becomes(BOB, "finding", "no-peer");
        becomes(BOB, "no-peer", "finding");
        assertThat(told).containsExactly("line-changed", "invitation-used", "line-changed", "line-changed");
        assertThat(Files.readString(directory.resolve("first-signs"))).isEqualTo("2\n");
        told.clear();
        news(NOW);
        becomes(BOB, "finding", "connecting");
        assertThat(told).doesNotContain("invitation-used");
    }

    @Test
    void aNodeThatWasUpdatedTellsNoOldNews() {
        news(NOW.minus(Duration.ofDays(30)));
        becomes(BOB, "no-peer", "finding");
        assertThat(told).containsExactly("line-changed");
    }

    @Test
    void aDamagedFileCostsAPieceOfNewsAndNothingElse() throws Exception {
        Files.writeString(directory.resolve("first-signs"), "two\n");
        news(NOW);
        becomes(BOB, "no-peer", "finding");
        assertThat(told).contains("invitation-used");
    }

    @Test
    void aLineIsMissedAfterAnHourOncePerOutage() {
        LineNews news = news(NOW.minus(Duration.ofDays(30)));
        after(Duration.ZERO, news, BOB, "no-peer");
        after(Duration.ofMinutes(59), news, BOB, "finding");
        assertThat(told).isEmpty();
        after(Duration.ofMinutes(1), news, BOB, "no-peer");
        after(Duration.ofHours(5), news, BOB, "no-peer");
        assertThat(told).containsExactly("line-down-hour");
        becomes(BOB, "connecting", "up");
        after(Duration.ofMinutes(1), news, BOB, "no-peer");
        after(Duration.ofMinutes(59), news, BOB, "no-peer");
        assertThat(told).containsExactly("line-down-hour", "line-up");
        after(Duration.ofMinutes(1), news, BOB, "no-peer");
        assertThat(told).containsExactly("line-down-hour", "line-up", "line-down-hour");
    }

    @Test
    void whoseInvitationWasNeverUsedIsNotMissedButAJoinedExchangeIs() {
        LineNews news = news(NOW);
        after(Duration.ZERO, news, BOB, "no-peer");
        after(Duration.ofHours(2), news, BOB, "no-peer");
        assertThat(told).isEmpty();
        after(Duration.ZERO, news, CAROLS_EXCHANGE, "no-peer");
        after(Duration.ofHours(2), news, CAROLS_EXCHANGE, "no-peer");
        assertThat(told).containsExactly("line-down-hour");
    }
}
