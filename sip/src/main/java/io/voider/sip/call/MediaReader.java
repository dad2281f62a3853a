package io.voider.sip.call;

import io.voider.sip.Ipv4Text;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.call.CallAction.Cause;
import io.voider.sip.call.Pinhole.Purpose;
import io.voider.sip.sdp.SdpBody;
import io.voider.sip.sdp.SdpCandidate;
import io.voider.sip.sdp.SdpConnection;
import io.voider.sip.sdp.SdpFault;
import io.voider.sip.sdp.SdpMedia;
import io.voider.sip.sdp.SdpRtpMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads out of a session description where its writer listens. Only the writer's own address counts, by whatever name it
 * knows that: a description that names another one describes media that cannot cross the exchange.
 */
final class MediaReader {
    private static final int HIGHEST_PORT = 65_535;
    private static final long HELD = 0;
    private static final int MOST_IGNORED = 8;
    static final String TOO_MANY = "the call has all the ports that one call may have";

    private final Parties parties;
    private final Side writer;
    private final int bound;
    private final List<Ignored> ignored = new ArrayList<>();
    private boolean isFull;

    /**
     * @param writer the side that describes itself
     * @param bound the most ports that are read; what is behind them cannot be opened anyway
     */
    MediaReader(Parties parties, Side writer, int bound) {
        this.parties = parties;
        this.writer = writer;
        this.bound = bound;
    }

    /** What had to be left out, and the line that says so. */
    record Ignored(Cause cause, String line, String reason) {}

    /** What had to be left out of the descriptions read so far, in order; one of each kind for each line. */
    List<Ignored> ignored() {
        return ignored;
    }

    private void ignore(Cause cause, String line, String reason) {
        Ignored found = new Ignored(cause, line, reason);
        boolean told = ignored.contains(found) || (cause == Cause.TOO_MANY && isFull);
        isFull |= cause == Cause.TOO_MANY;
        if (!told && ignored.size() < MOST_IGNORED) {
            ignored.add(found);
        }
    }

    Media read(SdpBody description) {
        List<Media.Stream> streams = new ArrayList<>();
        for (SdpFault fault : description.faults()) {
            ignore(Cause.UNREADABLE, fault.line(), fault.reason());
        }
        int room = bound;
        for (SdpMedia medium : description.media()) {
            boolean held = medium.isHold();
            boolean live = medium.port() != 0 || medium.bundleOnly();
            List<Media.Port> ports = medium.port() != 0 ? ports(medium) : List.of();
            if (ports.size() > room) {
                ignore(Cause.TOO_MANY, medium.line(), TOO_MANY);
                ports = ports.subList(0, room);
            }
            room -= ports.size();
            streams.add(new Media.Stream(live, !held, medium.direction().sends(), List.copyOf(ports)));
            if (streams.size() > bound) {
                ignore(Cause.TOO_MANY, "", TOO_MANY);
                break;
            }
        }
        if (description.media().stream().anyMatch(medium -> medium.bundleOnly() && medium.video())) {
            widenFirst(streams);
        }
        boolean pictures = description.media().stream().anyMatch(medium -> medium.video() && medium.port() != 0);
        if (description.bundled() && pictures) {
            streams.replaceAll(MediaReader::widened);
        }
        return new Media(List.copyOf(streams));
    }

    /** The ports of candidates that come behind the description they belong to. */
    List<Media.Port> trickled(SdpBody fragment) {
        List<Media.Port> all = new ArrayList<>();
        for (SdpMedia medium : fragment.media()) {
            String protocol = medium.protocol().toUpperCase(Locale.ROOT);
            Ports ports = new Ports(kind(medium, protocol), List.copyOf(medium.rtpMaps()), all);
            candidates(medium, ports);
        }
        return List.copyOf(all.subList(0, Math.min(bound, all.size())));
    }

    /** Pictures that are {@code a=bundle-only} come where the first medium does, as many as pictures may. */
    private static void widenFirst(List<Media.Stream> streams) {
        for (int i = 0; i < streams.size(); i++) {
            Media.Stream stream = streams.get(i);
            if (!stream.ports().isEmpty()) {
                streams.set(i, widened(stream));
                return;
            }
        }
    }

    /** In a bundle all may come to any one's port, as many as pictures may (RFC 9143 section 7). */
    private static Media.Stream widened(Media.Stream stream) {
        List<Media.Port> ports = stream.ports().stream()
                .map(port -> new Media.Port(port.number(), port.purpose(), Pinhole.Medium.VIDEO, port.rtpMaps()))
                .toList();
        return new Media.Stream(stream.live(), stream.receives(), stream.sends(), ports);
    }

    private List<Media.Port> ports(SdpMedia medium) {
        String protocol = medium.protocol().toUpperCase(Locale.ROOT);
        boolean rtp = protocol.contains("RTP/");
        // DTLS/SCTP is what UDP/DTLS/SCTP was called before RFC 8841.
        if (!protocol.startsWith("RTP/") && !protocol.startsWith("UDP") && !protocol.equals("DTLS/SCTP")) {
            ignore(Cause.NOT_UDP, medium.line(), "it is not carried over UDP");
            return List.of();
        }
        Ports ports = new Ports(kind(medium, protocol), List.copyOf(medium.rtpMaps()));
        SdpConnection connection = medium.connection();
        if (connection != null && isOwn(connection.address(), medium)) {
            pairs(medium, rtp, ports);
        } else if (connection == null && ignored.isEmpty()) {
            ignore(Cause.FOREIGN_ADDRESS, medium.line(), "nothing says where it is to be sent");
        }
        candidates(medium, ports);
        return ports.all;
    }

    private void pairs(SdpMedia medium, boolean rtp, Ports ports) {
        String rtcpAddress = medium.rtcpAddress();
        boolean ownRtcp = rtp && (rtcpAddress == null || isOwn(rtcpAddress, medium));
        if (medium.ports() <= 1) {
            ports.add(medium.port(), Purpose.MEDIA);
            if (ownRtcp) {
                ports.add(medium.rtcpPort(), Purpose.RTCP);
            }
            return;
        }
        int step = rtp ? 2 : 1;
        for (int i = 0; i < medium.ports() && ports.all.size() <= bound; i++) {
            ports.add(medium.port() + i * step, Purpose.MEDIA);
            if (rtp) {
                ports.add(medium.port() + i * step + 1, Purpose.RTCP);
            }
        }
    }

    /** ICE may settle on any candidate (RFC 8839), so each one of the writer's own is a place where it listens. */
    private void candidates(SdpMedia medium, Ports ports) {
        for (SdpCandidate candidate : medium.candidates()) {
            if (ports.all.size() > bound) {
                return;
            }
            if (candidate.transport().equalsIgnoreCase("UDP") && isWriters(Ipv4Text.parse(candidate.address()))) {
                ports.add(candidate.port(), candidate.component() == 2 ? Purpose.RTCP : Purpose.MEDIA);
            }
        }
    }

    private static Pinhole.Medium kind(SdpMedia medium, String protocol) {
        if (protocol.equals("UDPTL")) {
            return Pinhole.Medium.FAX;
        }
        return medium.video() ? Pinhole.Medium.VIDEO : Pinhole.Medium.AUDIO;
    }

    /** The ports of one media line, which have kind and payload types in common. */
    private record Ports(Pinhole.Medium medium, List<SdpRtpMap> rtpMaps, List<Media.Port> all) {
        Ports(Pinhole.Medium medium, List<SdpRtpMap> rtpMaps) {
            this(medium, rtpMaps, new ArrayList<>());
        }

        void add(int number, Purpose purpose) {
            if (number >= 1 && number <= HIGHEST_PORT) {
                all.add(new Media.Port(number, purpose, medium, rtpMaps));
            }
        }
    }

    /** Whether it is the writer's own address; if it is anyone else's, that is noted. */
    private boolean isOwn(String address, SdpMedia medium) {
        long parsed = Ipv4Text.parse(address);
        boolean writers = isWriters(parsed);
        if (!writers && parsed != HELD) {
            ignore(Cause.FOREIGN_ADDRESS, medium.line(), "it is to be sent to another address than its writer's own");
        }
        return writers;
    }

    private boolean isWriters(long address) {
        return address != Ipv4Text.NONE && parties.isOf(writer, (int) address);
    }
}
