package io.voider.nat.rendezvous.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Lines, and the account, that another program has at a server, which was started later; each is asked for again in time. */
final class YieldedLines {
    /** How long what another program has is left to it, before it is asked for again. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** When what is yielded on a connection is asked for again. */
    private final Map<Correspondence.Link, Map<Integer, Long>> askedNanos = new HashMap<>();

    /** It is yielded on that connection. Returns whether it was not before. */
    boolean add(Correspondence.Link link, int line, long nowNanos) {
        return askedNanos.computeIfAbsent(link, at -> new HashMap<>(2)).put(line, nowNanos + ASK_AGAIN_NANOS) == null;
    }

    /** It is not, or no longer. Returns whether it was. */
    boolean remove(Correspondence.Link link, int line) {
        Map<Integer, Long> lines = askedNanos.get(link);
        return lines != null && lines.remove(line) != null;
    }

    /** The connection is no more. */
    void remove(Correspondence.Link link) {
        askedNanos.remove(link);
    }

    /** The line is no more. */
    void forget(int line) {
        askedNanos.values().forEach(lines -> lines.remove(line));
    }

    /** Has {@code ask} ask again for all that is due. To ask can be the end of a connection, so it comes last. */
    void due(long nowNanos, BiConsumer<Correspondence.Link, Integer> ask) {
        Map<Correspondence.Link, List<Integer>> due = new LinkedHashMap<>();
        askedNanos.forEach((link, lines) -> lines.replaceAll((line, dueNanos) -> {
            if (nowNanos < dueNanos) {
                return dueNanos;
            }
            due.computeIfAbsent(link, at -> new ArrayList<>()).add(line);
            return nowNanos + ASK_AGAIN_NANOS;
        }));
        due.forEach((link, lines) -> lines.forEach(line -> ask.accept(link, line)));
    }
}
