package io.voider.sip.call;

import io.voider.sip.Ipv4Text;
import io.voider.sip.call.CallAction.Cause;
import io.voider.sip.call.Pinhole.Purpose;
import io.voider.sip.sdp.SdpBody;
import io.voider.sip.sdp.SdpCandidate;
import io.voider.sip.sdp.SdpMedia;
import io.voider.sip.sdp.SdpRtpMap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads out of a session description where its writer listens. Only the writer's own address counts: a description that
 * names another one describes media that cannot cross the exchange.
 */
final class MediaReader {
    private static final int HIGHEST_PORT = 65_535;
    private static final long HELD = 0;

    private final int own;
    private final int bound;
    private final Set<Cause> ignored = EnumSet.noneOf(Cause.class);

    /**
     * @param own the writer's address as it knows itself, IPv4
     * @param bound the most ports that are read; what is behind them cannot be opened anyway
     */
    MediaReader(int own, int bound) {
        this.own = own;
        this.bound = bound;
    }

    /** What had to be left out of the descriptions read so far. */
    Set<Cause> ignored() {
        return ignored;
    }

    Media read(SdpBody description) {
        List<Media.Stream> streams = new ArrayList<>();
        int room = bound;
        for (SdpMedia medium : description.media()) {
            boolean held = medium.isHold();
            boolean live = medium.port() != 0;
            List<Media.Port> ports = live ? ports(medium) : List.of();
            if (ports.size() > room) {
                ignored.add(Cause.TOO_MANY);
                ports = ports.subList(0, room);
            }
            room -= ports.size();
            streams.add(new Media.Stream(live, !held, medium.direction().sends(), List.copyOf(ports)));
            if (streams.size() > bound) {
                ignored.add(Cause.TOO_MANY);
                break;
            }
        }
        return new Media(List.copyOf(streams));
    }

    private List<Media.Port> ports(SdpMedia medium) {
        String protocol = medium.protocol().toUpperCase(Locale.ROOT);
        boolean rtp = protocol.contains("RTP/");
        if (!protocol.startsWith("RTP/") && !protocol.startsWith("UDP")) {
            ignored.add(Cause.NOT_UDP);
            return List.of();
        }
        List<Media.Port> ports = new ArrayList<>();
        List<SdpRtpMap> maps = List.copyOf(medium.rtpMaps());
        if (isOwn(medium.connection() == null ? "" : medium.connection().address())) {
            pairs(medium, rtp, maps, ports);
        }
        candidates(medium, maps, ports);
        return ports;
    }

    private void pairs(SdpMedia medium, boolean rtp, List<SdpRtpMap> maps, List<Media.Port> ports) {
        String rtcpAddress = medium.rtcpAddress();
        boolean ownRtcp = rtp && (rtcpAddress == null || isOwn(rtcpAddress));
        if (medium.ports() <= 1) {
            add(ports, medium.port(), Purpose.MEDIA, maps);
            if (ownRtcp) {
                add(ports, medium.rtcpPort(), Purpose.RTCP, maps);
            }
            return;
        }
        int step = rtp ? 2 : 1;
        for (int i = 0; i < medium.ports() && ports.size() <= bound; i++) {
            add(ports, medium.port() + i * step, Purpose.MEDIA, maps);
            if (rtp) {
                add(ports, medium.port() + i * step + 1, Purpose.RTCP, maps);
            }
        }
    }

    /** ICE may settle on any candidate (RFC 8839), so each one of the writer's own is a place where it listens. */
    private void candidates(SdpMedia medium, List<SdpRtpMap> maps, List<Media.Port> ports) {
        for (SdpCandidate candidate : medium.candidates()) {
            if (ports.size() > bound) {
                return;
            }
            if (candidate.transport().equalsIgnoreCase("UDP") && Ipv4Text.parse(candidate.address()) == widened()) {
                add(ports, candidate.port(), candidate.component() == 2 ? Purpose.RTCP : Purpose.MEDIA, maps);
            }
        }
    }

    private static void add(List<Media.Port> ports, int number, Purpose purpose, List<SdpRtpMap> maps) {
        if (number >= 1 && number <= HIGHEST_PORT) {
            ports.add(new Media.Port(number, purpose, maps));
        }
    }

    /** Whether it is the writer's own address; if it is anyone else's, that is noted. */
    private boolean isOwn(String address) {
        long parsed = Ipv4Text.parse(address);
        if (parsed != widened() && parsed != HELD) {
            ignored.add(Cause.FOREIGN_ADDRESS);
        }
        return parsed == widened();
    }

    private long widened() {
        return own & 0xffff_ffffL;
    }
}
