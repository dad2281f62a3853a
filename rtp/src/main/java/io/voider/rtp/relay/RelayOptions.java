package io.voider.rtp.relay;

/**
 * How media is forwarded.
 *
 * @param marking what becomes of the differentiated services code point
 * @param oversize what becomes of packets longer than the other leg's MTU
 */
public record RelayOptions(Marking marking, Oversize oversize) {
    /** Code points kept, long packets fragmented. */
    public static final RelayOptions DEFAULT = new RelayOptions(Marking.KEEP, Oversize.FRAGMENT);

    /** What becomes of the differentiated services code point (RFC 2474). */
    public enum Marking {
        /** It stays as the sender set it. */
        KEEP,
        /** It becomes 46, expedited forwarding (RFC 3246). */
        EXPEDITE
    }

    /** What becomes of a packet longer than the other leg's MTU. */
    public enum Oversize {
        /**
         * It is sent in fragments, even where it says that it must not be: the node answers no ICMP, so refusing would
         * swallow such packets for ever.
         */
        FRAGMENT,
        /** It is dropped and counted. */
        REFUSE
    }
}
