package io.voider.sip.call;

import io.voider.sip.sdp.SdpRtpMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one side listens, by its latest session description: the description's media lines in order (RFC 3264 matches
 * offer and answer line by line).
 *
 * <p>Whether a side is on hold does not decide who may send: RTCP, STUN and DTLS flow to a held phone as well. A port of
 * zero and an address of 0.0.0.0 do.
 */
record Media(List<Stream> streams) {
    static final Media NONE = new Media(List.of());

    /**
     * One media line.
     *
     * @param live whether its port is not zero, which would refuse or remove it
     * @param receives whether the side wants to hear the other ({@code sendrecv}, {@code recvonly})
     * @param sends whether the side wants to be heard ({@code sendrecv}, {@code sendonly})
     * @param ports where it listens; empty if that is nowhere we can reach
     */
    record Stream(boolean live, boolean receives, boolean sends, List<Port> ports) {}

    /** A port that a side listens on, of what kind, and what it calls the payload types there. */
    record Port(int number, Pinhole.Purpose purpose, Pinhole.Medium medium, List<SdpRtpMap> rtpMaps) {}

    /** Of ports that some stream has besides those that its description says. */
    static Media trickled(List<Port> ports) {
        return new Media(List.of(new Stream(true, true, true, ports)));
    }

    /** Whether the side wants to hear nothing at all. */
    boolean deaf() {
        boolean any = false;
        for (Stream stream : streams) {
            if (stream.live && stream.receives) {
                return false;
            }
            any |= stream.live;
        }
        return any;
    }

    /** Whether the side wants to be heard. */
    boolean sends() {
        for (Stream stream : streams) {
            if (stream.live && stream.sends) {
                return true;
            }
        }
        return false;
    }

    /**
     * Names every port at which this side listens.
     *
     * @param others what the other side says in the same negotiation, which may refuse a stream; null if nothing yet
     */
    void listening(@Nullable Media others, Consumer<Port> ports) {
        for (int i = 0; i < streams.size(); i++) {
            if (accepts(i) && (others == null || others.accepts(i))) {
                streams.get(i).ports().forEach(ports);
            }
        }
    }

    /** Whether media line {@code index} is in use on this side, as far as it said anything about it. */
    boolean accepts(int index) {
        return index >= streams.size() || streams.get(index).live;
    }
}
