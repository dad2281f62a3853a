package io.voider.rtp.rtcp;

/** A datagram is not RTCP, or not in clear. The message says what is wrong and at which byte of it. */
public final class RtcpFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;

    RtcpFormatException(String reason, int position) {
        super(reason + " at byte " + position);
        this.position = position;
    }

    /** Offset of the fault from the datagram's first byte. */
    public int position() {
        return position;
    }
}
