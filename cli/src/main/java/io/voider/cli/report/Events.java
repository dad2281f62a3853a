package io.voider.cli.report;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens, told to whoever watches. Any thread may tell; watchers must not block. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    /**
     * Something that happened.
     *
     * @param at when
     * @param what {@code line}, {@code call}, {@code phone} or {@code node}
     * @param text a sentence
     * @param detail the line or the call as a report, or null
     */
    record Event(
            Instant at, String what, String text, @Nullable Object detail) {}

    private final Clock clock;
    private final List<Consumer<Object>> watchers = new CopyOnWriteArrayList<>();

    public Events(Clock clock) {
        this.clock = clock;
    }

    public Runnable subscribe(Consumer<Object> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    public void line(LineReport line) {
        String path = line.path() == null ? "" : ", " + line.path();
        String why = line.why().isEmpty() ? "" : ": " + line.why();
        tell("line", line.dial() + " " + line.name() + " is " + line.state() + path + why, line);
    }

    public void call(CallReport call) {
        String reason = call.reason() == null ? "" : ": " + call.reason();
        tell(
                "call",
                "call " + call.id() + (call.direction().equals("out") ? " to " : " from ") + call.line()
                        + (call.name().isEmpty() ? "" : " " + call.name()) + " is " + call.state() + reason,
                call);
    }

    /** The phones' interface came, went, or has something plugged in. */
    public void phone(String text) {
        tell("phone", text, null);
    }

    public void node(String text) {
        tell("node", text, null);
    }

    private void tell(String what, String text, @Nullable Object detail) {
        LOG.info("{}", text);
        Event event = new Event(clock.instant(), what, text, detail);
        watchers.forEach(watcher -> watcher.accept(event));
    }
}
