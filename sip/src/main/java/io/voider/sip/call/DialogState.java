package io.voider.sip.call;

/**
 * How far one branch of a call is (RFC 3261 section 12).
 *
 * <pre>
 *                 SUCCESS         ACKNOWLEDGED  OVER
 * EARLY           UNACKNOWLEDGED  ·             ENDED
 * UNACKNOWLEDGED  ·               CONFIRMED     ENDED
 * CONFIRMED       ·               ·             ENDED
 * ENDED           ·               ·             ·
 * </pre>
 */
enum DialogState {
    /** A provisional response made it. */
    EARLY,
    /** Answered with 2xx, which the caller has not acknowledged yet. */
    UNACKNOWLEDGED,
    /** Answered and acknowledged. */
    CONFIRMED,
    /** Over, and remembered so that a late 2xx does not bring it back. */
    ENDED;

    enum Event {
        SUCCESS,
        ACKNOWLEDGED,
        OVER
    }

    DialogState next(Event event) {
        return switch (this) {
            case EARLY ->
                switch (event) {
                    case SUCCESS -> UNACKNOWLEDGED;
                    case ACKNOWLEDGED -> EARLY;
                    case OVER -> ENDED;
                };
            case UNACKNOWLEDGED ->
                switch (event) {
                    case SUCCESS -> UNACKNOWLEDGED;
                    case ACKNOWLEDGED -> CONFIRMED;
                    case OVER -> ENDED;
                };
            case CONFIRMED -> event == Event.OVER ? ENDED : CONFIRMED;
            case ENDED -> ENDED;
        };
    }

    /** Whether the callee has answered and nobody has hung up. */
    boolean answered() {
        return this == UNACKNOWLEDGED || this == CONFIRMED;
    }
}
