package io.voider.nat.ice;

/**
 * When the search for a direct path begins anew. An attempt lasts {@link Timing#ATTEMPT}; after one that failed the next
 * comes of itself, ever later; one for a reason (silence, other addresses) at once, but not more often than each {@link
 * Timing#RESTART_GAP}.
 */
final class SearchSchedule {
    private long startedAt = -Timing.NEVER;
    private long startAt = Timing.NEVER;
    private long endsAt = Timing.NEVER;
    private long retryAt = Timing.NEVER;
    private long retryAfter = Timing.RETRY;
    private long regatherAt = Timing.NEVER;

    /** Whether a start for a reason may be made now; if not, it is due as soon as it may. */
    boolean mayStart(long now) {
        if (now - startedAt < Timing.RESTART_GAP) {
            startAt = startedAt + Timing.RESTART_GAP;
            return false;
        }
        startAt = Timing.NEVER;
        startedAt = now;
        return true;
    }

    /** Whether a start that had to wait is due. */
    boolean isStartDue(long now) {
        return now >= startAt;
    }

    /** A direct path is being looked for from now on. */
    void attempt(long now) {
        endsAt = now + Timing.ATTEMPT;
        retryAt = Timing.NEVER;
    }

    boolean isAttempting() {
        return endsAt != Timing.NEVER;
    }

    /** There is a direct path. */
    void succeeded() {
        retryAt = Timing.NEVER;
        endsAt = Timing.NEVER;
        retryAfter = Timing.RETRY;
    }

    /** The other side has started anew: what failed before says nothing. */
    void newPeer() {
        retryAfter = Timing.RETRY;
    }

    /** Ends an attempt whose time is over; returns whether the next one is due. */
    boolean isRetryDue(long now) {
        if (now >= endsAt) {
            endsAt = Timing.NEVER;
            retryAt = now + retryAfter;
            retryAfter = Math.min(2 * retryAfter, Timing.RETRY_MAX);
        }
        boolean due = now >= retryAt;
        if (due) {
            retryAt = Timing.NEVER;
        }
        return due;
    }

    void gathered(long now) {
        regatherAt = now + Timing.REGATHER;
    }

    /** Whether STUN servers are to be asked again; not while there is a path, whose checks keep the mapping fresh. */
    boolean isRegatherDue(long now, boolean pathKnown) {
        boolean due = now >= regatherAt;
        if (due) {
            regatherAt = Timing.NEVER;
        }
        return due && !pathKnown;
    }

    long deadline() {
        return Math.min(Math.min(endsAt, startAt), Math.min(retryAt, regatherAt));
    }
}
