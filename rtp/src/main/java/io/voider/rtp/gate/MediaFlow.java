package io.voider.rtp.gate;

import io.netty.buffer.ByteBuf;
import io.voider.rtp.RtpHeader;
import io.voider.rtp.quality.DirectionQuality;
import io.voider.rtp.quality.RtcpWatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One open passage and what passed through it.
 *
 * <p>Belongs to the event loop of its {@link Passage#fromLeg() leg}: {@link #passed} and {@link #report} are called there and
 * nowhere else.
 */
public final class MediaFlow {
    private static final VarHandle LAST_PASSED;

    static {
        try {
            LAST_PASSED = MethodHandles.lookup().findVarHandle(MediaFlow.class, "lastPassedNanos", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final long call;
    private final Passage passage;
    private final long party;
    private final RtcpWatch rtcp;
    private final DirectionQuality quality;
    private long packets;
    private long bytes;

    @SuppressWarnings("UnusedVariable") // by way of LAST_PASSED
    private long lastPassedNanos;

    MediaFlow(long call, Passage passage, RtcpWatch rtcp, long openedNanos) {
        this.call = call;
        this.passage = passage;
        this.party = (long) passage.fromLeg() << 32 | (passage.source() & 0xffff_ffffL);
        this.rtcp = rtcp;
        this.quality = new DirectionQuality(passage.payloadTypes());
        LAST_PASSED.setRelease(this, openedNanos);
    }

    /** The call that opened it. */
    public long call() {
        return call;
    }

    /** What may pass. */
    public Passage passage() {
        return passage;
    }

    /** Who sends here, as {@link RtcpWatch.RoundTrip#party()} has it. */
    public long party() {
        return party;
    }

    /**
     * Takes note of a datagram that passes. Reads its RTP header, or RTCP, and changes nothing.
     *
     * @param offset of the UDP payload in the packet
     * @param length of the UDP payload
     */
    public void passed(ByteBuf packet, int offset, int length, long nowNanos) {
        packets++;
        bytes += length;
        LAST_PASSED.setRelease(this, nowNanos);
        if (quality.accept(packet, offset, length, nowNanos) == RtpHeader.Kind.RTCP) {
            rtcp.accept(packet, offset, length, party, nowNanos);
        }
    }

    /** What passed so far. */
    public FlowReport report() {
        return new FlowReport(passage, packets, bytes, quality.report());
    }

    /** When something passed last, or when it was opened. Any thread may ask. */
    long lastPassedNanos() {
        return (long) LAST_PASSED.getAcquire(this);
    }

    /** Takes over when something passed that counted for another call's flow on the same passage. */
    void passedNotBefore(long nanos) {
        if (nanos - lastPassedNanos() > 0) {
            LAST_PASSED.setRelease(this, nanos);
        }
    }

    void announce(Passage again) {
        quality.announce(again.payloadTypes());
    }
}
