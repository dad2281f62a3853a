package io.voider.nat.rendezvous.client;

import io.voider.transport.count.Counted;

/** What a node counts of its hold on rendezvous. A dropped envelope or payload adds one to exactly one {@code DROPPED_…} counter. */
public enum IntroductionCounter implements Counted {
    CONNECTED("introductions.connected", "connections to a rendezvous that came up"),
    DISCONNECTED("introductions.disconnected", "connections to a rendezvous that ended, or did not come up"),
    NOTICES("introductions.notices", "frames of rendezvous that were understood"),
    ENVELOPES_SENT("introductions.envelopes-sent", "sealed envelopes given to rendezvous"),
    ENVELOPES_BELIEVED("introductions.envelopes-believed", "sealed envelopes that were genuine, new and in order"),
    DROPPED_UNSENT("dropped.introduction-unsent", "frames to a rendezvous while the connection was not up"),
    DROPPED_NOTICE(
            "dropped.introduction-notice", "frames of rendezvous that were not understood; each ends a connection"),
    DROPPED_STRANGER("dropped.introduction-stranger", "frames about a line or a friend that this node does not have"),
    DROPPED_RATE("dropped.introduction-rate", "envelopes of one correspondent beyond ten a second"),
    DROPPED_ENVELOPE(
            "dropped.introduction-envelope",
            "envelopes that were forged, repeated, out of order or of another session"),
    DROPPED_WAITING("dropped.introduction-waiting", "payloads that waited for a session in vain"),
    REFUSED_SERVER("refused.introduction-server", "STUN and TURN servers that a rendezvous named and may not name");

    private final String label;
    private final String meaning;

    IntroductionCounter(String label, String meaning) {
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
