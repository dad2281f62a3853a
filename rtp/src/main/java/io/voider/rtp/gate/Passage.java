package io.voider.rtp.gate;

import io.netty.util.NetUtil;
import io.voider.rtp.quality.PayloadTypes;

/**
 * What one party of a call may send, and where it goes: a pinhole of its call, complete with the addresses of both sides.
 *
 * <p>A leg is one packet channel: the phone's, or a tunnel's. IPv4 addresses are ints, first byte on top. The port is the same
 * on both sides. An RTP stream takes one passage a direction, and its RTCP another unless they share a port.
 *
 * @param fromLeg the leg that the sender's packets come in by, 0…65535
 * @param toLeg the leg that they leave by, 0…65535
 * @param source the sender's address as seen on {@code fromLeg}
 * @param destination where it sends to, as seen on {@code fromLeg}
 * @param port the port it sends to, 1…65535
 * @param translatedSource the sender's address on {@code toLeg}
 * @param translatedDestination the listener's address on {@code toLeg}
 * @param kind what was negotiated for it
 * @param payloadTypes what the listener's SDP said about its payload types
 */
public record Passage(
        int fromLeg,
        int toLeg,
        int source,
        int destination,
        int port,
        int translatedSource,
        int translatedDestination,
        MediaKind kind,
        PayloadTypes payloadTypes) {

    /** Highest number of a leg. */
    public static final int MAX_LEG = 0xffff;

    /** Refuses legs and ports out of range. */
    public Passage {
        if (fromLeg < 0 || fromLeg > MAX_LEG || toLeg < 0 || toLeg > MAX_LEG) {
            throw new IllegalArgumentException("legs " + fromLeg + " and " + toLeg + " are not within 0…" + MAX_LEG);
        }
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is not within 1…65535");
        }
    }

    /** The passage of the RTCP that goes with this RTP, by default on the next port (RFC 3550, section 11). */
    public Passage withPort(int otherPort) {
        return new Passage(
                fromLeg,
                toLeg,
                source,
                destination,
                otherPort,
                translatedSource,
                translatedDestination,
                kind,
                payloadTypes);
    }

    /** Where it leads: two passages of one way differ in what they carry at most. */
    Way way() {
        return new Way(fromLeg, toLeg, source, destination, port, translatedSource, translatedDestination);
    }

    record Way(
            int fromLeg,
            int toLeg,
            int source,
            int destination,
            int port,
            int translatedSource,
            int translatedDestination) {}

    @Override
    public String toString() {
        return NetUtil.intToIpAddress(source) + " → " + NetUtil.intToIpAddress(destination) + ":" + port + " on leg "
                + fromLeg + " as " + NetUtil.intToIpAddress(translatedSource) + " → "
                + NetUtil.intToIpAddress(translatedDestination) + " on leg " + toLeg;
    }
}
