package io.voider.rtp.gate;

import io.netty.buffer.ByteBuf;
import io.voider.rtp.RtpHeader;
import io.voider.rtp.quality.DirectionQuality;
import io.voider.rtp.quality.RtcpWatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One open pinhole and what passed through it.
 *
 * <p>Belongs to the event loop of its {@link Pinhole#fromLeg() leg}: {@link #passed} and {@link #report} are called there and
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

    private final String call;
    private final Pinhole pinhole;
    private final long party;
    private final RtcpWatch rtcp;
    private final DirectionQuality quality;
    private long packets;
    private long bytes;

    @SuppressWarnings("UnusedVariable") // by way of LAST_PASSED
    private long lastPassedNanos;

    MediaFlow(String call, Pinhole pinhole, RtcpWatch rtcp, long openedNanos) {
        this.call = call;
        this.pinhole = pinhole;
        this.party = (long) pinhole.fromLeg() << 32 | (pinhole.source() & 0xffff_ffffL);
        this.rtcp = rtcp;
        this.quality = new DirectionQuality(pinhole.payloadTypes());
        LAST_PASSED.setRelease(this, openedNanos);
    }

    /** The call that opened it. */
    public String call() {
        return call;
    }

    /** What may pass. */
    public Pinhole pinhole() {
        return pinhole;
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
        return new FlowReport(pinhole, packets, bytes, quality.report());
    }

    /** When something passed last, or when it was opened. Any thread may ask. */
    long lastPassedNanos() {
        return (long) LAST_PASSED.getAcquire(this);
    }

    void announce(Pinhole again) {
        quality.announce(again.payloadTypes());
    }
}
