package io.voider.sip.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One medium (RFC 8866 section 5.14), with what it inherits from the session.
 *
 * @param line its {@code m=} line as it is written, at most {@link SdpLines#SHOWN_CHARACTERS} printable characters of it
 * @param video whether it is moving pictures
 * @param port where it is received, 0 … 65535; 0 says that the medium is refused or over, or that its line cannot be read
 * @param ports how many port pairs, almost always 1
 * @param bundleOnly whether it is received where another medium is, and has port 0 for that (RFC 9143 section 6)
 * @param protocol {@code RTP/AVP}, {@code RTP/SAVP}, {@code udptl} …; empty if the line cannot be read
 * @param connection its own or the session's {@code c=}; null if neither has one that can be read
 * @param direction its own or the session's
 * @param rtcp {@code a=rtcp}; null if there is none that can be read
 * @param candidates ICE candidates, in order
 * @param rtpMaps what the payload types stand for, in order
 */
public record SdpMedia(
        String line,
        boolean video,
        int port,
        int ports,
        boolean bundleOnly,
        String protocol,
        @Nullable SdpConnection connection,
        SdpDirection direction,
        @Nullable SdpRtcp rtcp,
        List<SdpCandidate> candidates,
        List<SdpRtpMap> rtpMaps) {

    private static final int DISCARD_PORT = 9;

    public SdpMedia {
        candidates = List.copyOf(candidates);
        rtpMaps = List.copyOf(rtpMaps);
    }

    /** Where RTCP is received: {@code a=rtcp}, or the port above RTP's. */
    public int rtcpPort() {
        return rtcp == null ? port + 1 : rtcp.port();
    }

    /** The address of {@code a=rtcp}; null if RTCP comes to the medium's own. */
    public @Nullable String rtcpAddress() {
        return rtcp == null ? null : rtcp.address();
    }

    /**
     * Whether the writer wants to hear nothing: sendonly, inactive, or the address 0.0.0.0 (RFC 3264 section 8.4), unless that stands for
     * candidates that are still to come (RFC 8840 section 4.1.1).
     */
    public boolean isHold() {
        boolean nowhere = connection != null && connection.isHold() && port != DISCARD_PORT;
        return !direction.receives() || nowhere;
    }
}
