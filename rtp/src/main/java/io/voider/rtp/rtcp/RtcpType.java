package io.voider.rtp.rtcp;

/** RTCP packet types (IANA registry "RTCP Control Packet Types"). */
public final class RtcpType {
    /** SR, RFC 3550, section 6.4.1. */
    public static final int SENDER_REPORT = 200;
    /** RR, RFC 3550, section 6.4.2. */
    public static final int RECEIVER_REPORT = 201;
    /** SDES, RFC 3550, section 6.5. */
    public static final int SOURCE_DESCRIPTION = 202;
    /** BYE, RFC 3550, section 6.6. */
    public static final int GOODBYE = 203;
    /** APP, RFC 3550, section 6.7. */
    public static final int APPLICATION_DEFINED = 204;
    /** RTPFB, RFC 4585, section 6.2. */
    public static final int TRANSPORT_FEEDBACK = 205;
    /** PSFB, RFC 4585, section 6.3. */
    public static final int PAYLOAD_FEEDBACK = 206;
    /** XR, RFC 3611. */
    public static final int EXTENDED_REPORT = 207;

    private RtcpType() {}
}
