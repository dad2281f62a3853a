package io.voider.rtp.gate;

/** Whether a datagram that matches a passage may use it. */
public enum Admittance {
    /** It passes, and was taken note of. */
    ADMITTED,
    /** It is nothing that was negotiated: not RTP, RTCP, STUN, DTLS, ZRTP or BFCP by its first bytes, nor on a passage for UDPTL. */
    FOREIGN,
    /** More came than media of the passage's kind may be. */
    OVER_RATE
}
