package io.voider.sip.fork;

/** What becomes of a response to an INVITE that went to several phones (RFC 3261 section 16.7). */
public enum Ruling {
    /** The caller gets it, at once. */
    PASS,
    /** It ends here: it is hop by hop, or nothing to the caller any more. */
    ABSORB,
    /** Who sent it gets the ACK; it may be what the caller gets when all others have ended, too. */
    KEEP,
    /** Who sent it gets the ACK, for a copy of one that was kept. */
    ACKNOWLEDGE,
    /** A 2xx behind that of another phone: who sent it gets ACK and BYE. */
    DISMISS
}
