package io.voider.cli.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What happened lately. Thread-safe. */
public final class RecentEvents {
    private static final int SCHEMA = 1;
    private static final int REMEMBERED = 200;

    /**
     * What happened lately.
     *
     * @param schema the version of this record
     * @param events the latest first
     */
    public record LogReport(int schema, List<Events.Event> events) {}

    private final Deque<Events.Event> latest = new ArrayDeque<>();

    /** Remembers one more; the oldest of many is forgotten. */
    public synchronized void add(Events.Event event) {
        latest.addFirst(event);
        if (latest.size() > REMEMBERED) {
            latest.removeLast();
        }
    }

    /** All that is remembered. */
    public synchronized LogReport report() {
        return new LogReport(SCHEMA, List.copyOf(latest));
    }
}
