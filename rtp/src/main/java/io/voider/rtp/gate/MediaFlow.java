package io.voider.rtp.gate;

import io.netty.buffer.ByteBuf;
import io.voider.rtp.MediaProtocol;
import io.voider.rtp.quality.DirectionQuality;
import io.voider.rtp.quality.RtcpWatch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One open passage and what passed through it.
 *
 * <p>Belongs to the event loop of its {@link Passage#fromLeg() leg}: {@link #admit}, {@link #admitFragment} and
 * {@link #report} are called there and
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
    private volatile Allowance allowance;
    private Allowance announced;
    /** When the next packet would come, did they all come at the passage's highest rate. */
    private long dueNanos;

    private long packets;
    private long bytes;

    @SuppressWarnings("UnusedVariable") // by way of LAST_PASSED
    private long lastPassedNanos;

    MediaFlow(long call, Passage passage, Allowance allowance, RtcpWatch rtcp, long openedNanos) {
        this.call = call;
        this.passage = passage;
        this.party = (long) passage.fromLeg() << 32 | (passage.source() & 0xffff_ffffL);
        this.allowance = allowance;
        this.announced = allowance;
        this.dueNanos = openedNanos;
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
     * Judges a datagram, and takes note of it if it passes. Reads its first bytes, its RTP header, or RTCP, and changes nothing.
     *
     * @param offset of the UDP payload in the packet
     * @param length of the UDP payload, or of its first fragment
     */
    public Admittance admit(ByteBuf packet, int offset, int length, long nowNanos) {
        Allowance allowed = allowance;
        MediaProtocol protocol = MediaProtocol.of(packet, offset, length);
        if (protocol == MediaProtocol.OTHER && !allowed.anything()) {
            return Admittance.FOREIGN;
        }
        if (!inTime(allowed, nowNanos)) {
            return Admittance.OVER_RATE;
        }
        packets++;
        bytes += length;
        LAST_PASSED.setRelease(this, nowNanos);
        quality.accept(protocol, packet, offset, length, nowNanos);
        if (protocol == MediaProtocol.RTCP) {
            rtcp.accept(packet, offset, length, party, nowNanos);
        }
        return Admittance.ADMITTED;
    }

    /** Judges a later fragment of a datagram that was admitted: it takes as much of the rate as a datagram. */
    public Admittance admitFragment(long nowNanos) {
        return inTime(allowance, nowNanos) ? Admittance.ADMITTED : Admittance.OVER_RATE;
    }

    private boolean inTime(Allowance allowed, long nowNanos) {
        long ahead = Math.max(0, dueNanos - nowNanos);
        if (ahead > allowed.burstNanos()) {
            return false;
        }
        dueNanos = nowNanos + ahead + allowed.intervalNanos();
        return true;
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

    /** The same passage was described anew. */
    void announce(Passage again, Allowance newAllowance) {
        quality.announce(again.payloadTypes());
        announced = newAllowance;
        allowance = newAllowance;
    }

    /** Counts from now on for another call's flow on the same passage, too, or for itself alone. */
    void succeed(@Nullable MediaFlow earlier) {
        Allowance together = earlier == null ? announced : announced.widest(earlier.allowance);
        if (!together.equals(allowance)) {
            allowance = together;
        }
    }
}
