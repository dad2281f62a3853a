package io.voider.rtp.relay;

import io.voider.transport.count.Counted;

/** Everything that a relay counts, for each leg that packets come in by. A dropped packet adds one to exactly one. */
public enum RelayCounter implements Counted {
    FORWARDED_PACKETS("relay.forwarded-packets", "media packets handed to the other leg"),
    FORWARDED_BYTES("relay.forwarded-bytes", "their bytes, IP header included"),
    FORWARDED_FRAGMENTS("relay.forwarded-fragments", "later fragments among them, which followed their first part"),
    FRAGMENTED_PACKETS("relay.fragmented-packets", "packets longer than the other leg's MTU, sent in fragments"),
    PASSED_ON("relay.passed-on", "packets that match no pinhole, left to the next handler"),

    DROPPED_FOREIGN(
            "relay.dropped-foreign",
            "datagrams on a call's port that are neither RTP, RTCP, STUN, DTLS, ZRTP, BFCP nor a fax that was"
                    + " negotiated"),
    DROPPED_OVER_RATE("relay.dropped-over-rate", "media beyond the rate that its kind may have"),
    DROPPED_TTL("relay.dropped-ttl", "media whose time to live was used up"),
    DROPPED_OPTIONS("relay.dropped-options", "media with IP options, such as a source route"),
    DROPPED_TOO_LONG("relay.dropped-too-long", "media longer than the other leg's MTU"),
    DROPPED_FRAGMENT("relay.dropped-fragment", "media in fragments the first of which is too short for a UDP header"),
    DROPPED_NO_LEG("relay.dropped-no-leg", "media for a leg that has no channel"),
    DROPPED_BUSY("relay.dropped-busy", "media for a leg whose event loop has as much waiting as may wait"),
    DROPPED_BLOCKED("relay.dropped-blocked", "media that the other leg's channel could not take, and counted itself");

    private final String label;
    private final String meaning;

    RelayCounter(String label, String meaning) {
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
