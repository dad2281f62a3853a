package io.voider.cli.web;

import io.voider.nat.rendezvous.Octets;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Who is logged in, and with which links one can. A session's id is made when somebody logs in and never taken from outside, so that
 * nobody can have prepared it.
 *
 * <p>Not thread-safe. Times are of one clock, in nanoseconds.
 */
final class WebSessions {
    static final int MOST = 32;
    static final int MOST_LINKS = 8;
    static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(12);
    static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(7);
    static final long LINK_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int ID_BYTES = 32;

    private static final class Session {
        private final long begunNanos;
        private long usedNanos;

        Session(long nowNanos) {
            begunNanos = nowNanos;
            usedNanos = nowNanos;
        }

        boolean isOver(long nowNanos) {
            return nowNanos - usedNanos > IDLE_NANOS || nowNanos - begunNanos > LONGEST_NANOS;
        }

        long usedNanos() {
            return usedNanos;
        }
    }

    private final SecureRandom random;
    private final Map<Octets, Session> sessions = new HashMap<>();
    private final Map<Octets, Long> links = new HashMap<>();

    WebSessions(SecureRandom random) {
        this.random = random;
    }

    /** Begins a session. The one that was not used for longest ends if there are too many. */
    Octets begin(long nowNanos) {
        sessions.values().removeIf(session -> session.isOver(nowNanos));
        while (sessions.size() >= MOST) {
            sessions.entrySet().stream()
                    .min(Comparator.comparingLong(each -> each.getValue().usedNanos() - nowNanos))
                    .ifPresent(oldest -> sessions.remove(oldest.getKey()));
        }
        Octets id = Octets.random(random, ID_BYTES);
        sessions.put(id, new Session(nowNanos));
        return id;
    }

    /** Whether there is such a session, which goes on by being used. */
    boolean use(Octets id, long nowNanos) {
        Session session = sessions.get(id);
        if (session == null) {
            return false;
        }
        if (session.isOver(nowNanos)) {
            sessions.remove(id);
            return false;
        }
        session.usedNanos = nowNanos;
        return true;
    }

    /** Logs out. */
    void end(Octets id) {
        sessions.remove(id);
    }

    /** Logs everybody out, and no link is good any more. */
    void endAll() {
        sessions.clear();
        links.clear();
    }

    /** How many are logged in. */
    int count(long nowNanos) {
        sessions.values().removeIf(session -> session.isOver(nowNanos));
        return sessions.size();
    }

    /** A secret that begins one session; the oldest of many is forgotten. */
    Octets link(long nowNanos) {
        links.values().removeIf(made -> nowNanos - made > LINK_NANOS);
        while (links.size() >= MOST_LINKS) {
            links.entrySet().stream()
                    .min(Comparator.comparingLong(each -> each.getValue() - nowNanos))
                    .ifPresent(oldest -> links.remove(oldest.getKey()));
        }
        Octets link = Octets.random(random, ID_BYTES);
        links.put(link, nowNanos);
        return link;
    }

    /** Whether that is a link's secret; it is none after this. */
    boolean useLink(Octets link, long nowNanos) {
        Iterator<Map.Entry<Octets, Long>> each = links.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Octets, Long> known = each.next();
            if (known.getKey().equals(link)) {
                each.remove();
                return nowNanos - known.getValue() <= LINK_NANOS;
            }
        }
        return false;
    }
}
