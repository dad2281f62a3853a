package io.voider.nat.path;

/** What a {@link PathFinder} counts. A dropped datagram adds one to exactly one {@code DROPPED_…} counter. */
public enum PathCounter {
    SENT("datagrams of the tunnel sent"),
    COPIES_SENT("second copies of them, on another path"),
    RECEIVED("datagrams given to the tunnel"),
    CHECKS_SENT("STUN messages sent, gathering and checks"),
    CHECKS_RECEIVED("STUN messages that meant something"),
    DROPPED_NO_PATH("datagrams of the tunnel while there was no path"),
    DROPPED_COPY("datagrams that had come on another path before"),
    DROPPED_STRANGER("tunnel datagrams from an address that has not shown to be the other side"),
    DROPPED_STUN("STUN messages that were malformed, unauthenticated or unasked for"),
    DROPPED_UNKNOWN("datagrams that are neither STUN nor OpenVPN"),
    DROPPED_RELAY("datagrams that the relay's client could not send or understand"),
    DROPPED_SEND("datagrams that the kernel did not take");

    private final String meaning;

    PathCounter(String meaning) {
        this.meaning = meaning;
    }

    /** One phrase. */
    public String meaning() {
        return meaning;
    }
}
