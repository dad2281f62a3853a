package io.voider.nat.turn.server;

import io.voider.transport.count.Counted;

/** What the STUN and TURN part counts. */
public enum StunTurnCounter implements Counted {
    STUN_ANSWERED("stun.answered", "requests answered, errors included"),
    STUN_DROPPED_MALFORMED("stun.dropped-malformed", "neither STUN nor ChannelData"),
    STUN_DROPPED_UNWANTED(
            "stun.dropped-unwanted", "well-formed, but a response, or a method or indication that is not ours"),
    STUN_DROPPED_SOURCE_RATE("stun.dropped-source-rate", "requests not answered: too many from that source"),
    STUN_DROPPED_AMPLIFYING(
            "stun.dropped-amplifying",
            "requests not answered: the reply would be longer and the budget for that is used up"),
    STUN_DROPPED_SEND("stun.dropped-send", "replies that the kernel did not take"),

    TURN_STREAMS_REFUSED(
            "turn.streams-refused", "TCP connections closed at once: too many, altogether or from that source"),
    TURN_STREAMS_UNUSED("turn.streams-unused", "TCP connections closed: without a relayed address for ten seconds"),
    TURN_STREAMS_UNREAD("turn.streams-unread", "TCP connections closed: what was sent was not read"),
    TURN_STREAMS_BROKEN(
            "turn.streams-broken", "TCP connections closed: broken, or what came is neither STUN nor ChannelData"),
    TURN_ALLOCATED("turn.allocated", "relayed addresses given out"),
    TURN_RELAYED_TO_PEER("turn.relayed-to-peer", "datagrams passed from client to peer"),
    TURN_RELAYED_TO_CLIENT("turn.relayed-to-client", "datagrams passed from peer to client"),
    TURN_REFUSED_PEER("turn.refused-peer", "peers refused: private, special, or the server itself"),
    TURN_REFUSED_QUOTA("turn.refused-quota", "requests refused: a quota is used up"),
    TURN_DROPPED_NO_ALLOCATION("turn.dropped-no-allocation", "data for no allocation, channel or peer"),
    TURN_DROPPED_NO_PERMISSION("turn.dropped-no-permission", "data from or to a peer without permission"),
    TURN_DROPPED_RATE("turn.dropped-rate", "data beyond the allocation's rate"),
    TURN_DROPPED_SEND("turn.dropped-send", "data that the kernel did not take");

    private final String label;
    private final String meaning;

    StunTurnCounter(String label, String meaning) {
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
