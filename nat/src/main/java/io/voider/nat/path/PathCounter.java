package io.voider.nat.path;

import io.voider.transport.count.Counted;

/** What a {@link PathFinder} counts. A dropped datagram adds one to exactly one {@code DROPPED_…} counter. */
public enum PathCounter implements Counted {
    SENT("path.sent", "datagrams of the tunnel sent"),
    COPIES_SENT("path.copies-sent", "second copies of them, on another path"),
    REPEATS_SENT("path.repeats-sent", "second copies of them, sent a little later, against loss"),
    RECEIVED("path.received", "datagrams given to the tunnel"),
    CHECKS_SENT("path.checks-sent", "STUN messages sent, gathering and checks"),
    CHECKS_RECEIVED("path.checks-received", "STUN messages that meant something"),
    DROPPED_NO_PATH("dropped.path-no-path", "datagrams of the tunnel while there was no path"),
    DROPPED_COPY("dropped.path-copy", "datagrams that had come before"),
    DROPPED_REPEAT("dropped.path-repeat", "second copies that were not sent, since too many waited already"),
    DROPPED_STRANGER(
            "dropped.path-stranger", "tunnel datagrams from an address that has not shown to be the other side"),
    DROPPED_STUN("dropped.path-stun", "STUN messages that were malformed, unauthenticated or unasked for"),
    DROPPED_UNKNOWN("dropped.path-unknown", "datagrams that are neither STUN nor OpenVPN"),
    DROPPED_RELAY("dropped.path-relay", "datagrams that the relay's client could not send or understand"),
    DROPPED_ROUTER(
            "dropped.path-router",
            "datagrams to the socket that asks the router that were not the router's, or not understood"),
    DROPPED_SEND("dropped.path-send", "datagrams that the kernel did not take"),
    DROPPED_FULL(
            "dropped.path-full",
            "datagrams that the kernel dropped, for they came faster than they were read; looked up once a second");

    private final String label;
    private final String meaning;

    PathCounter(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
