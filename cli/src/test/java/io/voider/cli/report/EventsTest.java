package io.voider.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Events events = new Events(Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<Events.Event> told = new ArrayList<>();

    EventsTest() {
        events.subscribe(told::add);
    }

    private static LineReport line(String state, String why) {
        return new LineReport(
                "10.1.2.1", 21, "bob", "friend", state, NOW, why, state.equals("up") ? "direct" : null, null, null, 0);
    }

    private static LineChange change(String before, Duration ago, String state, String why) {
        return new LineChange(line(state, why), before, NOW.minus(ago));
    }

    private static CallReport call(String direction, String state, @Nullable Instant answeredAt) {
        return new CallReport(
                7, direction, "10.1.2.1", "bob", state, NOW, answeredAt, null, null, null, null, List.of(), List.of());
    }

    private List<String> kinds() {
        return told.stream().map(Events.Event::kind).toList();
    }

    @Test
    void aLinesChangeSaysWhatItWasForHowLongAndWhyItIsSoNow() {
        events.line(change("connecting", Duration.ofSeconds(3), "up", ""));
        events.line(change("up", Duration.ofHours(3), "failing", "the path broke, another is looked for"));
        events.line(change("failing", Duration.ofMinutes(5), "finding", "looking for a way to bob"));
        events.line(change("finding", Duration.ofDays(4), "finding", "another machine uses the same invitation"));
        assertThat(told.stream().map(Events.Event::text))
                .containsExactly(
                        "10.1.2.1 bob is up, direct (it was connecting for 3 s)",
                        "10.1.2.1 bob is failing (it was up for 3 h): the path broke, another is looked for",
                        "10.1.2.1 bob is finding (it was failing for 5 min): looking for a way to bob",
                        "10.1.2.1 bob is finding: another machine uses the same invitation");
        assertThat(kinds()).containsExactly("line-up", "line-down", "line-changed", "line-changed");
        assertThat(told.get(1).before()).isEqualTo("up");
    }

    @Test
    void aCallThatWasHeldIsResumedAndNotAnsweredTwice() {
        events.call(call("in", "calling", null));
        events.call(call("in", "ringing", null));
        events.call(call("in", "ringing", null));
        events.call(call("in", "answered", NOW));
        events.call(call("in", "held", NOW));
        events.call(call("in", "answered", NOW));
        events.call(call("in", "ended", NOW));
        assertThat(kinds())
                .containsExactly(
                        "call-begun",
                        "call-ringing",
                        "call-changed",
                        "call-answered",
                        "call-held",
                        "call-resumed",
                        "call-ended");
    }

    @Test
    void onlyACallToThisHomeCanBeMissed() {
        events.call(call("in", "ended", null));
        events.call(call("out", "ended", null));
        assertThat(kinds()).containsExactly("call-missed", "call-ended");
    }

    @Test
    void everyKindIsAboutSomething() {
        for (EventKind kind : EventKind.values()) {
            assertThat(kind.label()).startsWith(kind.subject() + "-").matches("[a-z]+(-[a-z]+)+");
        }
    }
}
