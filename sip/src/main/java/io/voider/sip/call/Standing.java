package io.voider.sip.call;

/** What a message was to the tracker. {@link #TRACKED}, {@link #REPEATED} and {@link #OVERTAKEN} mean that it is part of a call. */
public enum Standing {
    /** Part of a call, and noted. */
    TRACKED,
    /** Part of a call and seen before: a retransmission, or a duplicate made by the network. It changed nothing. */
    REPEATED,
    /**
     * Part of a call that goes on, but a younger request of its sender's overtook it: it was delayed, or is a copy of one whose
     * answer takes long. It changed nothing, and whom it is for answers it (RFC 3261 sections 12.2.2, 17.2).
     */
    OVERTAKEN,
    /** Part of a call, but too late: its dialog is over. It changed nothing. */
    STALE,
    /** Part of no call: requests outside dialogs, other people's dialogs, answers to nothing. */
    STRAY,
    /**
     * A new call that there is no room for, or one more branch of a call that answers than may. It is not tracked, and is not to go
     * on: it would have no media.
     */
    FULL,
    /** A message without what every message must have, or with it broken. It is not tracked. */
    UNREADABLE
}
