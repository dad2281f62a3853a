package io.voider.nat.turn.server;

/** What the STUN and TURN part counts. */
public enum StunTurnCounter {
    STUN_ANSWERED("requests answered, errors included"),
    STUN_DROPPED_MALFORMED("neither STUN nor ChannelData"),
    STUN_DROPPED_UNWANTED("well-formed, but a response, or a method or indication that is not ours"),
    STUN_DROPPED_SOURCE_RATE("requests not answered: too many from that source"),
    STUN_DROPPED_AMPLIFYING("requests not answered: the reply would be longer and the budget for that is used up"),
    STUN_DROPPED_SEND("replies that the kernel did not take"),

    TURN_STREAMS_REFUSED("TCP connections closed at once: too many, altogether or from that source"),
    TURN_STREAMS_UNUSED("TCP connections closed: without a relayed address for ten seconds"),
    TURN_STREAMS_UNREAD("TCP connections closed: what was sent was not read"),
    TURN_STREAMS_BROKEN("TCP connections closed: broken, or what came is neither STUN nor ChannelData"),
    TURN_ALLOCATED("relayed addresses given out"),
    TURN_RELAYED_TO_PEER("datagrams passed from client to peer"),
    TURN_RELAYED_TO_CLIENT("datagrams passed from peer to client"),
    TURN_REFUSED_PEER("peers refused: private, special, or the server itself"),
    TURN_REFUSED_QUOTA("requests refused: a quota is used up"),
    TURN_DROPPED_NO_ALLOCATION("data for no allocation, channel or peer"),
    TURN_DROPPED_NO_PERMISSION("data from or to a peer without permission"),
    TURN_DROPPED_RATE("data beyond the allocation's rate"),
    TURN_DROPPED_SEND("data that the kernel did not take");

    private final String meaning;

    StunTurnCounter(String meaning) {
        this.meaning = meaning;
    }

    /** One phrase. */
    public String meaning() {
        return meaning;
    }
}
