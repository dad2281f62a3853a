package io.voider.rtp.gate;

/** What was negotiated for a passage; {@link GateLimits} says how much of it may pass. */
public enum MediaKind {
    /** Voice, and whatever else a call has that is neither of the others. */
    AUDIO,
    /** Moving pictures. */
    VIDEO,
    /** Fax over UDPTL (T.38), which cannot be told from other things by its bytes; as many packets as audio. */
    FAX
}
