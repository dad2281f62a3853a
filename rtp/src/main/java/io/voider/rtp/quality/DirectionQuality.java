package io.voider.rtp.quality;

import io.netty.buffer.ByteBuf;
import io.voider.rtp.MediaProtocol;
import io.voider.rtp.RtpHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The quality of one direction of one media stream.
 *
 * <p>Follows up to {@value #MAX_SOURCES} synchronization sources at once; the one that was silent longest gives way to a
 * new one, and is counted as forgotten. Not thread-safe: use it on one event loop.
 */
public final class DirectionQuality {
    /** Synchronization sources followed at once. */
    public static final int MAX_SOURCES = 4;

    private volatile PayloadTypes payloadTypes;
    private final @Nullable StreamQuality[] sources = new @Nullable StreamQuality[MAX_SOURCES];
    private int count;
    private @Nullable StreamQuality latest;
    private long forgottenSources;
    private long forgottenPackets;
    private long rtcpPackets;
    private long otherPackets;

    /** Watches a stream whose SDP says what its payload types are. */
    public DirectionQuality(PayloadTypes payloadTypes) {
        this.payloadTypes = payloadTypes;
    }

    /** Says anew what the payload types are, after a new offer and answer. The one method that any thread may call. */
    public void announce(PayloadTypes newPayloadTypes) {
        payloadTypes = newPayloadTypes;
    }

    /**
     * Takes one datagram's payload, of which it reads the RTP header alone.
     *
     * @param protocol what it is
     * @param nowNanos when it arrived, on any monotonic clock
     */
    public void accept(MediaProtocol protocol, ByteBuf packet, int offset, int length, long nowNanos) {
        switch (protocol) {
            case RTP -> source(RtpHeader.ssrc(packet, offset)).accept(packet, offset, length, payloadTypes, nowNanos);
            case RTCP -> rtcpPackets++;
            case STUN, DTLS, ZRTP, BFCP, OTHER -> otherPackets++;
        }
    }

    private StreamQuality source(int ssrc) {
        StreamQuality source = latest;
        if (source != null && source.ssrc() == ssrc) {
            return source;
        }
        source = find(ssrc);
        latest = source;
        return source;
    }

    private StreamQuality find(int ssrc) {
        for (StreamQuality source : sources) {
            if (source != null && source.ssrc() == ssrc) {
                return source;
            }
        }
        StreamQuality fresh = count < MAX_SOURCES ? addSource() : forgetOldest();
        fresh.begin(ssrc);
        return fresh;
    }

    private StreamQuality addSource() {
        StreamQuality source = new StreamQuality();
        sources[count++] = source;
        return source;
    }

    private StreamQuality forgetOldest() {
        StreamQuality oldest = null;
        for (StreamQuality source : sources) {
            if (source != null && (oldest == null || source.lastNanos() - oldest.lastNanos() < 0)) {
                oldest = source;
            }
        }
        if (oldest == null) {
            throw new IllegalStateException("no source to forget among " + count);
        }
        forgottenSources++;
        forgottenPackets += oldest.packets();
        return oldest;
    }

    /** What was seen so far. */
    public DirectionReport report() {
        List<SourceReport> reports = new ArrayList<>(count);
        for (StreamQuality source : sources) {
            if (source != null) {
                reports.add(source.report());
            }
        }
        reports.sort(Comparator.comparingLong(SourceReport::packets).reversed());
        return new DirectionReport(List.copyOf(reports), forgottenSources, forgottenPackets, rtcpPackets, otherPackets);
    }
}
