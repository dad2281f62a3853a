package io.voider.nat.rendezvous.server;

import io.voider.transport.count.Counted;

/** What a rendezvous counts. */
public enum RendezvousCounter implements Counted {
    CONNECTIONS_ACCEPTED("rendezvous.connections-accepted", "connections taken in"),
    CONNECTIONS_REFUSED_FULL("rendezvous.connections-refused-full", "connections closed at once: the table is full"),
    CONNECTIONS_REFUSED_ADDRESS_RATE(
            "rendezvous.connections-refused-address-rate",
            "connections closed at once: too many new ones from that address"),
    CONNECTIONS_REFUSED_ADDRESS_FULL(
            "rendezvous.connections-refused-address-full",
            "connections closed at once: too many open ones from that address"),
    CONNECTIONS_REFUSED_SITE_FULL(
            "rendezvous.connections-refused-site-full",
            "connections closed at once: too many open ones from that IPv6 network of 48 bits"),
    CONNECTIONS_REFUSED_RATE(
            "rendezvous.connections-refused-rate", "connections closed at once: too many new ones altogether"),
    HANDSHAKES_FAILED("rendezvous.handshakes-failed", "connections that never became TLS, or not in time"),
    CLOSED_SILENT("rendezvous.closed-silent", "connections closed: nothing heard for too long"),
    CLOSED_UNIDENTIFIED("rendezvous.closed-unidentified", "connections closed: no capability shown in time"),
    CLOSED_IDLE("rendezvous.closed-idle", "connections closed: no owner that they watch has been up for a while"),
    WATCHES_REFUSED_ACCOUNT_FULL(
            "rendezvous.watches-refused-account-full",
            "capabilities not served: their account has too many connections"),
    CLOSED_PROTOCOL("rendezvous.closed-protocol", "connections closed: a frame was not understood"),
    CLOSED_TOO_MUCH("rendezvous.closed-too-much", "connections closed: more frames than allowed"),
    CLOSED_SLOW("rendezvous.closed-slow", "connections closed: what was sent was not read"),
    CLOSED_UNKNOWN_ACCOUNT(
            "rendezvous.closed-unknown-account", "connections closed: an owner's secret that is not known"),
    CLOSED_REPLACED("rendezvous.closed-replaced", "connections closed: newer ones of the same owner took over"),
    SECRETS_USED_TWICE(
            "rendezvous.secrets-used-twice",
            "times that an account or a capability was used by two programs that both live"),
    OFFERS_PASSED("rendezvous.offers-passed", "envelopes passed on"),
    OFFERS_DROPPED_NOBODY("rendezvous.offers-dropped-nobody", "envelopes dropped: nobody there to have them"),
    OFFERS_DROPPED_RATE("rendezvous.offers-dropped-rate", "envelopes dropped: more than the capability may send"),
    OFFERS_DROPPED_SLOW("rendezvous.offers-dropped-slow", "envelopes dropped: the receiver does not read"),
    PRESENCE_SENT("rendezvous.presence-sent", "presence frames sent"),
    SIGN_UPS_ADMITTED("rendezvous.sign-ups-admitted", "connections by HTTPS that were served"),
    SIGN_UPS_REFUSED_FULL("rendezvous.sign-ups-refused-full", "connections by HTTPS closed at once: too many of them"),
    ACCOUNTS_WRITE_FAILED("rendezvous.accounts-write-failed", "changes of readers that could not be written");

    private final String label;
    private final String meaning;

    RendezvousCounter(String label, String meaning) {
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
