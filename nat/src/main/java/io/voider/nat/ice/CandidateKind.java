package io.voider.nat.ice;

/** Where an address of a node was learnt. Order and codes are part of the offer's encoding. */
enum CandidateKind {
    /** An address of one of its interfaces. */
    HOST(0),
    /** Seen by a STUN server. */
    SERVER_REFLEXIVE(1),
    /** Given by its router through PCP, NAT-PMP or UPnP, or perhaps by hand. */
    PORT_MAPPED(2),
    /** Lent by a TURN server. */
    RELAYED(3),
    /** Seen as the source of an authenticated check; never offered. */
    PEER_REFLEXIVE(-1);

    private final int code;

    CandidateKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
