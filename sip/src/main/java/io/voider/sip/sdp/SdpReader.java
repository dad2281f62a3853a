package io.voider.sip.sdp;

import io.voider.sip.Ipv4Text;
import io.voider.sip.Scan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the lines of a session description and collects media; one is complete when the next one or the end comes. Only
 * lines that somebody asks for are looked into, and only so many become objects, so that no description takes long.
 */
final class SdpReader {
    private static final int HIGHEST_PORT = 65_535;
    /** How many candidates, and how many names of payload types, are kept in all. */
    private static final int MOST_ATTRIBUTES = 512;

    private static final int MOST_FAULTS = 8;

    private static final byte[] IN = Scan.of("in");
    private static final byte[] VIDEO = Scan.of("video");
    private static final byte[] IP = Scan.of("ip");
    private static final byte[] RTCP = Scan.of("rtcp:");
    private static final byte[] CANDIDATE = Scan.of("candidate:");
    private static final byte[] RTP_MAP = Scan.of("rtpmap:");
    private static final byte[] BUNDLE_ONLY = Scan.of("bundle-only");

    private static final byte[] BUNDLE = Scan.of("group:bundle");

    private final byte[] bytes;
    private final SdpLines lines = new SdpLines();
    private final SdpWords words = new SdpWords();
    private final List<SdpMedia> media = new ArrayList<>();
    private final List<SdpFault> faults = new ArrayList<>();

    private @Nullable SdpConnection sessionConnection;
    private @Nullable SdpFault sessionFault;
    private SdpDirection sessionDirection = SdpDirection.SENDRECV;

    private boolean bundled;

    private boolean inMedium;
    private String line = "";
    private int port;
    private int ports;
    private boolean video;
    private boolean bundleOnly;
    private String protocol = "";
    private boolean ownConnection;
    private @Nullable SdpConnection connection;
    private @Nullable SdpFault connectionFault;
    private SdpDirection direction = SdpDirection.SENDRECV;
    private @Nullable SdpRtcp rtcp;
    private @Nullable SdpFault rtcpFault;
    private final List<SdpCandidate> candidates = new ArrayList<>();
    private final List<SdpRtpMap> rtpMaps = new ArrayList<>();
    private int attributes;

    SdpReader(byte[] array) {
        this.bytes = array;
    }

    SdpBody read(int start, int end) {
        lines.wrap(bytes, start, end);
        while (lines.next()) {
            switch (lines.type()) {
                case 'm' -> {
                    finishMedium();
                    if (media.size() == SdpBody.MOST_MEDIA) {
                        return new SdpBody(media, bundled, faults);
                    }
                    beginMedium();
                }
                case 'c' -> connection();
                case 'a' -> attribute();
                default -> {
                    // names, times, bandwidths, who made it: nobody here asks
                }
            }
        }
        finishMedium();
        return new SdpBody(media, bundled, faults);
    }

    private SdpFault fault(String reason) {
        return new SdpFault(lines.shown(), reason);
    }

    private void tell(@Nullable SdpFault fault) {
        if (fault != null && faults.size() < MOST_FAULTS && !faults.contains(fault)) {
            faults.add(fault);
        }
    }

    /** m=type port[/count] protocol formats, of which some phones leave out the formats where the port is 0. */
    private void beginMedium() {
        inMedium = true;
        line = lines.shown();
        port = 0;
        ports = 1;
        bundleOnly = false;
        protocol = "";
        ownConnection = false;
        connection = null;
        connectionFault = null;
        direction = sessionDirection;
        rtcp = null;
        rtcpFault = null;
        candidates.clear();
        rtpMaps.clear();
        words.wrap(bytes, lines.valueStart(), lines.valueEnd());
        boolean any = words.next();
        video = any && words.is(VIDEO);
        if (!any || !words.next()) {
            tell(fault("no port"));
            return;
        }
        int read = words.number(HIGHEST_PORT, '/');
        int count = words.numberBehind('/', HIGHEST_PORT, 1);
        if (read < 0 || count < 0) {
            tell(fault("the port is no number up to 65535"));
        } else if (!words.next()) {
            if (read > 0) {
                tell(fault("no protocol"));
            }
        } else {
            port = read;
            ports = count;
            protocol = words.text();
        }
    }

    private void finishMedium() {
        if (!inMedium) {
            return;
        }
        if (port != 0) {
            tell(ownConnection ? connectionFault : sessionConnection == null ? sessionFault : null);
            tell(rtcpFault);
        }
        media.add(new SdpMedia(
                line,
                video,
                port,
                ports,
                bundleOnly,
                protocol,
                ownConnection ? connection : sessionConnection,
                direction,
                rtcp,
                candidates,
                rtpMaps));
    }

    private void connection() {
        SdpConnection read = address(lines.valueStart());
        SdpFault broken = read == null ? fault("no address") : null;
        SdpConnection before = inMedium ? connection : sessionConnection;
        if (isIpv4(before) && !isIpv4(read)) {
            // Of two, where there should be one, the other is for whom has IPv6 (RFC 8866 section 5.7).
            return;
        }
        if (inMedium) {
            ownConnection = true;
            connection = read;
            connectionFault = broken;
        } else {
            sessionConnection = read;
            sessionFault = broken;
        }
    }

    private static boolean isIpv4(@Nullable SdpConnection connection) {
        return connection != null && Ipv4Text.parse(connection.address()) != Ipv4Text.NONE;
    }

    /** Network type, address type, address[/ttl], where phones forget one word or another, or add a port. */
    private @Nullable SdpConnection address(int from) {
        words.wrap(bytes, from, lines.valueEnd());
        boolean any = words.next();
        if (any && words.is(IN)) {
            any = words.next();
        }
        String type = "IP4";
        if (any && words.starts(IP)) {
            type = words.text();
            any = words.next();
        }
        if (!any) {
            return null;
        }
        String address = words.textBefore('/');
        String host = words.textBefore(':');
        return new SdpConnection(type, Ipv4Text.parse(host) == Ipv4Text.NONE ? address : host);
    }

    private void attribute() {
        int end = lines.valueEnd();
        int start = Scan.skipWhite(bytes, lines.valueStart(), end);
        SdpDirection read = SdpDirection.of(bytes, start, end);
        if (read != null) {
            direction = read;
            sessionDirection = inMedium ? sessionDirection : read;
        } else if (inMedium) {
            mediumAttribute(start, end);
        } else {
            bundled |= Scan.startsIgnoringCase(bytes, start, end, BUNDLE);
        }
    }

    private void mediumAttribute(int start, int end) {
        if (Scan.startsIgnoringCase(bytes, start, end, RTCP)) {
            rtcp(start + RTCP.length);
        } else if (Scan.startsIgnoringCase(bytes, start, end, CANDIDATE)) {
            if (attributes++ < MOST_ATTRIBUTES) {
                add(candidates, SdpCandidate.parse(Scan.text(bytes, start + CANDIDATE.length, end)));
            }
        } else if (Scan.startsIgnoringCase(bytes, start, end, RTP_MAP) && attributes++ < MOST_ATTRIBUTES) {
            add(rtpMaps, SdpRtpMap.parse(Scan.text(bytes, start + RTP_MAP.length, end)));
        } else if (Scan.equalIgnoringCase(bytes, start, end, BUNDLE_ONLY)) {
            bundleOnly = true;
        }
    }

    private static <T> void add(List<T> list, @Nullable T read) {
        if (read != null) {
            list.add(read);
        }
    }

    /** A port, and maybe network type, address type, address (RFC 3605). */
    private void rtcp(int start) {
        words.wrap(bytes, start, lines.valueEnd());
        int read = words.next() ? words.number(HIGHEST_PORT, ' ') : -1;
        if (read < 0) {
            rtcpFault = fault("no port");
            return;
        }
        SdpConnection at = address(words.position());
        rtcp = new SdpRtcp(read, at == null ? null : at.address());
        rtcpFault = null;
    }
}
