package io.voider.sip.fork;

/**
 * How far the INVITE to one of several phones is (RFC 3261 sections 9.1, 16.7, 16.10, 17.1.1).
 *
 * <pre>
 *             PROVISIONAL  WITHDRAW    SUCCESS   FAILURE  TIMEOUT
 * CALLING     PROCEEDING   WITHDRAWN   ACCEPTED  ENDED    ENDED
 * PROCEEDING  ·            CANCELLING  ACCEPTED  ENDED    CANCELLING
 * WITHDRAWN   CANCELLING   ·           ACCEPTED  ENDED    ENDED
 * CANCELLING  ·            ·           ACCEPTED  ENDED    ENDED
 * ACCEPTED    ·            ·           ·         ·        ·
 * ENDED       ·            ·           ·         ·        ·
 * </pre>
 *
 * A dot stays where it is.
 */
enum BranchState {
    /** Nothing was heard of the phone yet: the INVITE is repeated, until timer B is over. */
    CALLING,
    /** It rings, until timer C is over. */
    PROCEEDING,
    /** It is not to ring, but nothing was heard of it yet, and a CANCEL would be nothing to it (section 9.1). */
    WITHDRAWN,
    /** It was told to ring no more; its final response is still to come. */
    CANCELLING,
    /** It answered with 2xx. */
    ACCEPTED,
    /** It refused, or was never heard of. */
    ENDED;

    enum Event {
        /** A provisional response. */
        PROVISIONAL,
        /** It is to ring no more. */
        WITHDRAW,
        /** A 2xx response. */
        SUCCESS,
        /** Any other final response. */
        FAILURE,
        /** Timer B or C, or 64 T1 behind a CANCEL. */
        TIMEOUT
    }

    BranchState next(Event event) {
        if (!isPending()) {
            return this;
        }
        return switch (event) {
            case PROVISIONAL -> this == CALLING ? PROCEEDING : this == WITHDRAWN ? CANCELLING : this;
            case WITHDRAW -> this == CALLING ? WITHDRAWN : this == PROCEEDING ? CANCELLING : this;
            case SUCCESS -> ACCEPTED;
            case FAILURE -> ENDED;
            case TIMEOUT -> this == PROCEEDING ? CANCELLING : ENDED;
        };
    }

    /** Whether its final response is still to come. */
    boolean isPending() {
        return this != ACCEPTED && this != ENDED;
    }

    /** Whether the phone may ring. */
    boolean mayRing() {
        return this == CALLING || this == PROCEEDING;
    }
}
