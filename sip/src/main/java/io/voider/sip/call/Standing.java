package io.voider.sip.call;

/** What a message was to the tracker. Only {@link #TRACKED} and {@link #REPEATED} mean that it is part of a call. */
public enum Standing {
    /** Part of a call, and noted. */
    TRACKED,
    /** Part of a call and seen before: a retransmission, or a duplicate made by the network. It changed nothing. */
    REPEATED,
    /** Part of a call, but too late: its dialog is over, or a younger request overtook it. It changed nothing. */
    STALE,
    /** Part of no call: requests outside dialogs, other people's dialogs, answers to nothing. */
    STRAY,
    /** A new call that there is no room for. It is not tracked, and is not to go on: it would have no media. */
    FULL,
    /** A message without what every message must have, or with it broken. It is not tracked. */
    UNREADABLE
}
