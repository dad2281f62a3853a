package io.voider.cli.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens, told to whoever watches. Any thread may tell; watchers must not block. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final String UP = "up";
    private static final String ENDED = "ended";

    /**
     * Something that happened.
     *
     * @param at when
     * @param what what it is about: {@code line}, {@code call}, {@code phone}, {@code node}, {@code invitation} or {@code rendezvous}
     * @param kind what it is, by the label of an {@link EventKind}
     * @param text a sentence, on one line
     * @param before the state that the line or the call was in, or null
     * @param detail the line, the call, the friend or the rendezvous as a report, or null
     */
    public record Event(
            Instant at,
            String what,
            String kind,
            String text,
            @Nullable String before,
            @Nullable Object detail) {}

    /** How many events somebody was not told of. */
    private record LeftOut(long count) {}

    private final Clock clock;
    private final List<Consumer<? super Event>> watchers = new CopyOnWriteArrayList<>();
    /** The state that each running call was told to be in. */
    private final Map<Long, String> calls = new ConcurrentHashMap<>();

    public Events(Clock clock) {
        this.clock = clock;
    }

    public Runnable subscribe(Consumer<? super Event> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** A line is in another state, or there is something new to say of it. */
    public void line(LineChange change) {
        LineReport line = change.line();
        String path = line.path() == null ? "" : ", " + line.path();
        String was = change.isOfState()
                ? " (it was " + change.before() + " for " + span(Duration.between(change.beforeSince(), line.since()))
                        + ")"
                : "";
        String why = line.why().isEmpty() ? "" : ": " + line.why();
        tell(lineKind(change), named(line) + " is " + line.state() + path + was + why, change.before(), line);
    }

    private static EventKind lineKind(LineChange change) {
        if (!change.isOfState()) {
            return EventKind.LINE_CHANGED;
        }
        return change.line().state().equals(UP)
                ? EventKind.LINE_UP
                : change.before().equals(UP) ? EventKind.LINE_DOWN : EventKind.LINE_CHANGED;
    }

    /** A line has not been up for an hour. */
    public void lineDownForAnHour(LineReport line) {
        String why = line.why().isEmpty() ? "" : ": " + line.why();
        tell(
                EventKind.LINE_DOWN_HOUR,
                named(line) + " has not been up for an hour, and is " + line.state() + why,
                null,
                line);
    }

    private static String named(LineReport line) {
        return line.dial() + " " + line.name();
    }

    /** So much time in the unit that fits: {@code 12 s}, {@code 5 min}, {@code 3 h}, {@code 2 days}. */
    static String span(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < Duration.ofMinutes(2).toSeconds()) {
            return seconds + " s";
        }
        return seconds < Duration.ofHours(2).toSeconds()
                ? time.toMinutes() + " min"
                : seconds < Duration.ofDays(2).toSeconds() ? time.toHours() + " h" : time.toDays() + " days";
    }

    public void call(CallReport call) {
        String before = call.state().equals(ENDED) ? calls.remove(call.id()) : calls.put(call.id(), call.state());
        String reason = call.reason() == null ? "" : ": " + call.reason();
        tell(
                callKind(call, before),
                "call " + call.id() + (call.direction().equals("out") ? " to " : " from ") + call.line()
                        + (call.name().isEmpty() ? "" : " " + call.name()) + " is " + call.state() + reason,
                before,
                call);
    }

    private static EventKind callKind(CallReport call, @Nullable String before) {
        if (call.state().equals(before)) {
            return EventKind.CALL_CHANGED;
        }
        return switch (call.state()) {
            case "calling" -> EventKind.CALL_BEGUN;
            case "ringing" -> EventKind.CALL_RINGING;
            case "answered" -> "held".equals(before) ? EventKind.CALL_RESUMED : EventKind.CALL_ANSWERED;
            case "held" -> EventKind.CALL_HELD;
            case ENDED ->
                call.direction().equals("in") && call.answeredAt() == null
                        ? EventKind.CALL_MISSED
                        : EventKind.CALL_ENDED;
            default -> EventKind.CALL_CHANGED;
        };
    }

    /** A phone got an address, or gets none. */
    public void phone(String text) {
        tell(EventKind.PHONE_CHANGED, text, null, null);
    }

    /** The phones' interface came, went, or has something plugged in. */
    public void cable(boolean connected, String text) {
        tell(connected ? EventKind.PHONE_PLUGGED : EventKind.PHONE_UNPLUGGED, text, null, null);
    }

    /** The node can be used. */
    public void ready(String name) {
        tell(EventKind.NODE_READY, name + " is ready", null, null);
    }

    /** A friend was heard of for the first time. */
    public void invitationUsed(FriendReport friend) {
        tell(
                EventKind.INVITATION_USED,
                friend.name() + "'s node is there for the first time; the number is " + friend.dial(),
                null,
                friend);
    }

    /** A rendezvous can be reached, or cannot. */
    public void rendezvous(RendezvousReport server) {
        if (server.connected()) {
            tell(
                    EventKind.RENDEZVOUS_CONNECTED,
                    "the rendezvous at " + server.server() + " answers: " + server.why(),
                    null,
                    server);
        } else {
            tell(
                    EventKind.RENDEZVOUS_LOST,
                    "the rendezvous at " + server.server() + " cannot be reached: " + server.why(),
                    null,
                    server);
        }
    }

    /** What somebody who was not told of {@code count} events is told instead. */
    public Event leftOut(long count) {
        return event(
                EventKind.EVENTS_LEFT_OUT,
                count + (count == 1 ? " event was" : " events were")
                        + " left out here, since what was told before had not been read",
                null,
                new LeftOut(count));
    }

    private void tell(EventKind kind, String text, @Nullable String before, @Nullable Object detail) {
        LOG.info("{}", text);
        Event event = event(kind, text, before, detail);
        watchers.forEach(watcher -> watcher.accept(event));
    }

    private Event event(EventKind kind, String text, @Nullable String before, @Nullable Object detail) {
        return new Event(clock.instant(), kind.subject(), kind.label(), text, before, detail);
    }
}
