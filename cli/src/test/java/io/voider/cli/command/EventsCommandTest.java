package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlRoutes;
import io.voider.cli.control.ControlServer;
import io.voider.cli.report.EventKind;
import io.voider.cli.report.Events;
import io.voider.cli.state.Home;
import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EventsCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    private Path home;

    /** What the command prints of what a node tells until it ends. */
    private CommandRun watching(Consumer<Events> node, String... options) throws IOException {
        Events events = new Events(Clock.fixed(NOW, ZoneOffset.UTC));
        CompletableFuture<Void> subscribed = new CompletableFuture<>();
        ControlServer server = ControlServer.open(Home.controlSocket(home));
        try {
            server.serve(new ControlRoutes().events(new ControlRoutes.Feed() {
                @Override
                public Runnable subscribe(Consumer<Object> watcher) {
                    Runnable end = events.subscribe(watcher);
                    subscribed.complete(null);
                    return end;
                }

                @Override
                public Object leftOut(long count) {
                    return events.leftOut(count);
                }
            }));
            CompletableFuture<Void> end = subscribed.thenRunAsync(() -> {
                node.accept(events);
                try {
                    server.close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            CommandRun run = CommandRun.of(home, options);
            end.join();
            return run;
        } finally {
            server.close();
        }
    }

    @Test
    void aLineAnEventUntilTheNodeEnds() throws IOException {
        CommandRun run = watching(
                events -> {
                    events.ready("alice");
                    events.cable(false, "nothing is plugged in");
                },
                "events");
        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.out().lines().map(line -> line.replaceFirst("^\\S+ \\S+ \\S+  ", "")))
                .containsExactly("node  alice is ready", "phone  nothing is plugged in");
        assertThat(run.err()).contains("The node has ended.");
    }

    @Test
    void onlyThoseThatOneAsksForAsJson() throws IOException {
        CommandRun run = watching(
                events -> {
                    events.ready("alice");
                    events.cable(false, "nothing is plugged in");
                    events.cable(true, "a phone is plugged in");
                    events.phone("phone 1 got an address");
                },
                "events",
                "--json",
                "--only",
                "phone-plugged,node");
        List<JsonNode> told = run.out().lines().map(StrictJson.MAPPER::readTree).toList();
        assertThat(told.stream().map(event -> event.path("kind").asString()))
                .containsExactly("node-ready", "phone-plugged");
        assertThat(told.get(0).path("schema").asInt()).isEqualTo(1);
        assertThat(told.get(0).path("at").asString()).isEqualTo("2026-11-30T12:00:00Z");
    }

    @Test
    void saysWhichKindsThereAreAndRefusesOthers() {
        String kinds = CommandRun.of(home, "events", "--kinds").out();
        for (EventKind kind : EventKind.values()) {
            assertThat(kinds).contains(kind.label()).contains(kind.meaning());
        }
        assertThat(CommandRun.of(home, "events", "--only", "line-sideways").exit())
                .isEqualTo(2);
        assertThat(CommandRun.of(home, "events").exit()).isEqualTo(3);
    }
}
