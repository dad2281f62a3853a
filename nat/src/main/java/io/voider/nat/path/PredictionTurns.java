package io.voider.nat.path;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Lets one line of a node at a time do port prediction, in the order in which they asked. Safe for use by threads. */
public final class PredictionTurns {
    private record Waiting(Object who, Runnable granted) {}

    private final Deque<Waiting> queue = new ArrayDeque<>();
    private @Nullable Object holder;

    /** Calls {@code granted} once, now or later, on the thread that makes it possible. */
    void request(Object who, Runnable granted) {
        synchronized (this) {
            if (holder != null) {
                queue.add(new Waiting(who, granted));
                return;
            }
            holder = who;
        }
        granted.run();
    }

    /** Gives the turn back, or the place in the queue. */
    void release(Object who) {
        Waiting next;
        synchronized (this) {
            queue.removeIf(waiting -> waiting.who.equals(who));
            if (!who.equals(holder)) {
                return;
            }
            next = queue.poll();
            holder = next == null ? null : next.who;
        }
        if (next != null) {
            next.granted.run();
        }
    }
}
