package io.voider.nat.rendezvous.wire;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why the rendezvous ends a connection that has got as far as frames. */
public enum Refusal {
    UNKNOWN_ACCOUNT("unknown-account", "this rendezvous has no such account; ask its operator for a new line"),
    ACCOUNT_REMOVED("account-removed", "the operator has removed this account"),
    REPLACED("replaced", "a newer connection has taken over; is a second node using the same account?"),
    PROTOCOL("protocol", "a frame was not understood; one of the two programs is older than the other"),
    TOO_MUCH("too-much", "more frames than the limits allow"),
    TOO_SLOW("too-slow", "frames were not read, or nothing was said for too long"),
    IDLE("idle", "none of those whom this connection watches has been up for a while; it comes again by itself"),
    DISK("disk", "the rendezvous could not write to its disk; it tries again when this node connects again");

    private final String code;
    private final String meaning;

    Refusal(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    @JsonValue
    String code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
