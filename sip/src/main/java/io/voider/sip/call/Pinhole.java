package io.voider.sip.call;

import io.netty.util.NetUtil;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.sdp.SdpRtpMap;
import java.util.List;

/**
 * Leave for one side to send UDP to one port of the other party.
 *
 * <p>The address is never taken from a message: it is the party's own, as the sender sees it. Only the port is what the
 * party's session description says.
 *
 * @param parties between whom
 * @param sender the side that may send
 * @param port where to, 1 … 65,535
 * @param purpose what is expected to arrive there
 * @param medium of what kind it is
 * @param rtpMaps what the party's session description says of the payload types
 */
public record Pinhole(Parties parties, Side sender, int port, Purpose purpose, Medium medium, List<SdpRtpMap> rtpMaps) {
    /** What a listening port is for. */
    public enum Purpose {
        /** RTP, SRTP, or whatever else the media line's transport is: T.38 over UDPTL, STUN and DTLS beside RTP. */
        MEDIA,
        /** RTCP on a port of its own (RFC 3605), by default the one above (RFC 3550 section 11). */
        RTCP
    }

    /** What kind of media a port is for, which says how much may come. Of two on one port the later here counts. */
    public enum Medium {
        /** Voice, and all that is neither of the others. */
        AUDIO,
        /** Moving pictures. */
        VIDEO,
        /** Fax over UDPTL (T.38), which may follow voice on its port. */
        FAX
    }

    public Pinhole {
        rtpMaps = List.copyOf(rtpMaps);
    }

    /** Where to, as the sender sees it: IPv4, most significant byte first. */
    public int address() {
        return parties.seen(sender.other());
    }

    /** Whether both give leave for the same packets, whatever is expected in them; both are of the same call. */
    boolean coincides(Pinhole other) {
        return sender == other.sender
                && port == other.port
                && parties.own(sender) == other.parties.own(sender)
                && address() == other.address();
    }

    /** Whether such packets reach the same phone: of those that were called together, the caller sees one address. */
    boolean reachesSame(Pinhole other) {
        return coincides(other) && parties.equals(other.parties);
    }

    /** The same for both, where two media share a port, as bundled ones do. */
    Pinhole sharedWith(Pinhole other) {
        return other.medium.compareTo(medium) > 0
                ? new Pinhole(parties, sender, port, purpose, other.medium, rtpMaps)
                : this;
    }

    /** Whether its listener says the same of what is to arrive there. */
    boolean describedAs(Pinhole other) {
        return medium == other.medium && rtpMaps.equals(other.rtpMaps);
    }

    @Override
    public String toString() {
        return sender + " to " + NetUtil.intToIpAddress(address()) + ":" + port + " " + purpose;
    }
}
