package io.voider.nat.rendezvous;

/** What a rendezvous counts. */
public enum RendezvousCounter {
    CONNECTIONS_ACCEPTED("connections taken in"),
    CONNECTIONS_REFUSED_FULL("connections closed at once: the table is full"),
    CONNECTIONS_REFUSED_ADDRESS_RATE("connections closed at once: too many new ones from that address"),
    CONNECTIONS_REFUSED_ADDRESS_FULL("connections closed at once: too many open ones from that address"),
    CONNECTIONS_REFUSED_RATE("connections closed at once: too many new ones altogether"),
    HANDSHAKES_FAILED("connections that never became TLS, or not in time"),
    CLOSED_SILENT("connections closed: nothing heard for too long"),
    CLOSED_UNIDENTIFIED("connections closed: no capability shown in time"),
    CLOSED_PROTOCOL("connections closed: a frame was not understood"),
    CLOSED_TOO_MUCH("connections closed: more frames than allowed"),
    CLOSED_SLOW("connections closed: what was sent was not read"),
    CLOSED_UNKNOWN_ACCOUNT("connections closed: an owner's secret that is not known"),
    CLOSED_REPLACED("connections closed: newer ones of the same owner took over"),
    OFFERS_PASSED("envelopes passed on"),
    OFFERS_DROPPED_NOBODY("envelopes dropped: nobody there to have them"),
    OFFERS_DROPPED_RATE("envelopes dropped: more than the capability may send"),
    OFFERS_DROPPED_SLOW("envelopes dropped: the receiver does not read"),
    PRESENCE_SENT("presence frames sent"),
    ACCOUNTS_WRITE_FAILED("changes of readers that could not be written");

    private final String meaning;

    RendezvousCounter(String meaning) {
        this.meaning = meaning;
    }

    /** One phrase. */
    public String meaning() {
        return meaning;
    }
}
