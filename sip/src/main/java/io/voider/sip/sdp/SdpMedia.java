package io.voider.sip.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One medium (RFC 8866 section 5.14), with what it inherits from the session.
 *
 * @param type {@code audio}, {@code video}, {@code image} …
 * @param port where it is received, 0 … 65535; 0 says that the medium is refused or over
 * @param ports how many port pairs, almost always 1
 * @param protocol {@code RTP/AVP}, {@code RTP/SAVP}, {@code udptl} …
 * @param formats payload types, or formats' names
 * @param connection its own or the session's {@code c=}; null if neither has one
 * @param direction its own or the session's
 * @param attributes its own, in order
 */
public record SdpMedia(
        String type,
        int port,
        int ports,
        String protocol,
        List<String> formats,
        @Nullable SdpConnection connection,
        SdpDirection direction,
        List<SdpAttribute> attributes) {

    public SdpMedia {
        formats = List.copyOf(formats);
        attributes = List.copyOf(attributes);
    }

    /** The value of the first attribute of that name, empty if it has none; null if it is not there. */
    public @Nullable String attribute(String name) {
        for (SdpAttribute attribute : attributes) {
            if (attribute.name().equals(name)) {
                return attribute.value();
            }
        }
        return null;
    }

    /** Whether RTCP comes to the RTP port (RFC 5761). */
    public boolean rtcpMux() {
        return attribute("rtcp-mux") != null;
    }

    /** Where RTCP is received: {@code a=rtcp} (RFC 3605), or the port above; the RTP port itself is left to {@link #rtcpMux}. */
    public int rtcpPort() {
        String rtcp = attribute("rtcp");
        return rtcp == null ? port + 1 : Integer.parseInt(words(rtcp).get(0));
    }

    /** The address of {@code a=rtcp}; null if RTCP comes to the medium's own. */
    public @Nullable String rtcpAddress() {
        String rtcp = attribute("rtcp");
        List<String> words = rtcp == null ? List.of() : words(rtcp);
        return words.size() < 4 ? null : words.get(3);
    }

    private static List<String> words(String value) {
        return List.of(value.trim().split(" +"));
    }

    /** ICE candidates, in order. */
    public List<SdpCandidate> candidates() {
        List<SdpCandidate> candidates = new ArrayList<>();
        for (SdpAttribute attribute : attributes) {
            SdpCandidate candidate =
                    attribute.name().equals("candidate") ? SdpCandidate.parse(attribute.value()) : null;
            if (candidate != null) {
                candidates.add(candidate);
            }
        }
        return candidates;
    }

    /** What the payload types stand for, in order; what is no {@code a=rtpmap} is left out. */
    public List<SdpRtpMap> rtpMaps() {
        List<SdpRtpMap> maps = new ArrayList<>();
        for (SdpAttribute attribute : attributes) {
            SdpRtpMap map = attribute.name().equals("rtpmap") ? SdpRtpMap.parse(attribute.value()) : null;
            if (map != null) {
                maps.add(map);
            }
        }
        return maps;
    }

    /** Whether the writer wants to hear nothing: sendonly, inactive, or the address 0.0.0.0 (RFC 3264 section 8.4). */
    public boolean isHold() {
        return !direction.receives() || (connection != null && connection.isHold());
    }
}
