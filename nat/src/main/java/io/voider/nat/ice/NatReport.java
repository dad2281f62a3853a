package io.voider.nat.ice;

/**
 * What a node knows about the NAT in front of it.
 *
 * @param mapping how it gives out addresses (RFC 4787 section 4.1)
 */
public record NatReport(Mapping mapping) {
    /** Codes are part of the offer's encoding. */
    public enum Mapping {
        /** Not enough answers to tell. */
        UNKNOWN(0),
        /** The address seen from outside is the node's own. */
        NONE(1),
        /** One outside address for all destinations. */
        ENDPOINT_INDEPENDENT(2),
        /** Another outside port, or address, for each destination ("symmetric"). */
        DEPENDENT(3),
        /** No STUN server answered over UDP. */
        UDP_BLOCKED(4);

        private final int code;

        Mapping(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    static final NatReport UNKNOWN = new NatReport(Mapping.UNKNOWN);

    boolean symmetric() {
        return mapping == Mapping.DEPENDENT;
    }
}
