package io.voider.sip.call;

/**
 * How far a call is, over all its branches.
 *
 * <pre>
 *              PROGRESS  CANCEL      CHALLENGE   SUCCESS   FAILURE  RETRY   OVER
 * TRYING       RINGING   CANCELLING  CHALLENGED  ANSWERED  ENDED    ·       ENDED
 * RINGING      ·         CANCELLING  CHALLENGED  ANSWERED  ENDED    ·       ENDED
 * CANCELLING   ·         ·           ENDED       ANSWERED  ENDED    TRYING  ENDED
 * CHALLENGED   ·         ·           ·           ·         ·        TRYING  ENDED
 * ANSWERED     ·         ·           ·           ·         ·        ·       ENDED
 * ENDED        ·         ·           ·           ·         ·        ·       ·
 * </pre>
 *
 * A dot stays where it is. That a CANCELLING call may be ANSWERED is the race of RFC 3261 section 9.1: the answer crossed
 * the CANCEL, and the caller has to hang up. That it may be TRYING again is a caller who redials before the 487 has come.
 */
public enum CallState {
    /** The INVITE is on its way. */
    TRYING,
    /** The other phone rings, or sends early media. */
    RINGING,
    /** The caller gave up; the final response is still to come. */
    CANCELLING,
    /** The callee wants credentials or another session timer, and the caller may try again (RFC 3261 section 22.2). */
    CHALLENGED,
    /** At least one branch was answered. */
    ANSWERED,
    /** Over. What still arrives is late. */
    ENDED;

    /** What can happen to a call. */
    enum Event {
        /** A provisional response that says more than 100. */
        PROGRESS,
        /** A CANCEL of the initial INVITE. */
        CANCEL,
        /** A final response that invites another attempt. */
        CHALLENGE,
        /** A 2xx response to the initial INVITE. */
        SUCCESS,
        /** Any other final response to it. */
        FAILURE,
        /** A new initial INVITE of the same caller. */
        RETRY,
        /** The last dialog ended, or time ran out. */
        OVER
    }

    CallState next(Event event) {
        return switch (this) {
            case TRYING, RINGING ->
                switch (event) {
                    case PROGRESS -> RINGING;
                    case CANCEL -> CANCELLING;
                    case CHALLENGE -> CHALLENGED;
                    case SUCCESS -> ANSWERED;
                    case FAILURE, OVER -> ENDED;
                    case RETRY -> this;
                };
            case CANCELLING ->
                switch (event) {
                    case SUCCESS -> ANSWERED;
                    case RETRY -> TRYING;
                    case CHALLENGE, FAILURE, OVER -> ENDED;
                    case PROGRESS, CANCEL -> this;
                };
            case CHALLENGED ->
                switch (event) {
                    case RETRY -> TRYING;
                    case OVER -> ENDED;
                    case PROGRESS, CANCEL, CHALLENGE, SUCCESS, FAILURE -> this;
                };
            case ANSWERED -> event == Event.OVER ? ENDED : this;
            case ENDED -> this;
        };
    }

    /** Whether a response to the initial INVITE can still change anything. */
    boolean awaitsFinalResponse() {
        return this == TRYING || this == RINGING || this == CANCELLING;
    }
}
