package io.voider.sip.call;

/** Why a call ended. */
public enum EndReason {
    /** One of them hung up. */
    HUNG_UP,
    /** The caller gave up before anyone answered. */
    CANCELLED,
    /** The callee refused; {@link Call#status()} says how. */
    REJECTED,
    /** Nobody answered in time. */
    NO_ANSWER,
    /** It was answered, but the caller's acknowledgement never came. */
    NOT_ACKNOWLEDGED,
    /** The session timer ran out without a refresh (RFC 4028). */
    EXPIRED,
    /** Nothing was heard of it for so long that it seems not to be alive. Its phones may take it up again by re-INVITE or UPDATE. */
    SILENT,
    /** One of them no longer knew of the call (481). */
    FORGOTTEN,
    /** The exchange ended it: the line went down or was cut off, or the node stopped. */
    CUT_OFF
}
