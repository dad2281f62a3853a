package io.voider.rtp.quality;

import io.netty.buffer.ByteBuf;
import io.voider.rtp.RtpHeader;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One synchronization source as it passed by. Reused for another when its direction has more than it can follow. */
final class StreamQuality {
    private final SequenceWindow sequence = new SequenceWindow();
    private final InterarrivalJitter jitter = new InterarrivalJitter();
    private final QualityCourse course = new QualityCourse();
    private int ssrc;
    private long firstNanos;
    private long lastNanos;
    private long longestGapNanos;
    private long packets;
    private long payloadBytes;
    private int lastPayloadType;
    private @Nullable PayloadFormat lastAnnounced;
    private @Nullable PayloadFormat format;
    private boolean noiseBefore;

    void begin(int newSsrc) {
        ssrc = newSsrc;
        sequence.reset();
        jitter.reset();
        course.reset();
        longestGapNanos = 0;
        packets = 0;
        payloadBytes = 0;
        lastPayloadType = -1;
        lastAnnounced = null;
        format = null;
        noiseBefore = false;
    }

    /** Takes an RTP packet of {@code length} ≥ 12 bytes at {@code offset}. */
    void accept(ByteBuf packet, int offset, int length, PayloadTypes payloadTypes, long nowNanos) {
        int payloadType = RtpHeader.payloadType(packet, offset);
        PayloadFormat announced = payloadTypes.format(payloadType);
        if (payloadType != lastPayloadType || !Objects.equals(announced, lastAnnounced)) {
            lastPayloadType = payloadType;
            lastAnnounced = announced;
            if (format == null || announced == null || !announced.auxiliary()) {
                format = announced;
            }
        }
        SequenceWindow.Arrival arrival = sequence.accept(RtpHeader.sequenceNumber(packet, offset));
        countPacket(length, afterPause(packet, offset, announced), nowNanos);
        switch (arrival) {
            case IN_ORDER, REORDERED -> sampleJitter(packet, offset, announced, nowNanos);
            case RESTARTED -> {
                jitter.interrupt();
                sampleJitter(packet, offset, announced, nowNanos);
            }
            case DUPLICATE, ASTRAY -> {}
        }
        course.accept(sequence.expected(), sequence.expected() - sequence.received(), jitter.lastNanos(), nowNanos);
    }

    /** Whether the sender said that it paused before this packet: by the marker bit, or by comfort noise (RFC 3389). */
    private boolean afterPause(ByteBuf packet, int offset, @Nullable PayloadFormat announced) {
        boolean noise = announced != null && announced.comfortNoise();
        boolean pause = noise || noiseBefore || RtpHeader.marker(packet, offset);
        noiseBefore = noise;
        return pause;
    }

    private void countPacket(int length, boolean afterPause, long nowNanos) {
        if (packets == 0) {
            firstNanos = nowNanos;
        } else if (!afterPause) {
            longestGapNanos = Math.max(longestGapNanos, nowNanos - lastNanos);
        }
        lastNanos = nowNanos;
        packets++;
        payloadBytes += length - RtpHeader.LENGTH;
    }

    private void sampleJitter(ByteBuf packet, int offset, @Nullable PayloadFormat announced, long nowNanos) {
        jitter.accept(
                nowNanos, RtpHeader.timestamp(packet, offset), announced == null ? 0 : announced.clockRateHertz());
    }

    int ssrc() {
        return ssrc;
    }

    long lastNanos() {
        return lastNanos;
    }

    long packets() {
        return packets;
    }

    SourceReport report() {
        return new SourceReport(
                ssrc,
                lastPayloadType,
                Optional.ofNullable(format),
                packets,
                payloadBytes,
                sequence.expected(),
                sequence.expected() - sequence.received(),
                sequence.reordered(),
                sequence.duplicates(),
                sequence.astray(),
                lastNanos - firstNanos,
                longestGapNanos,
                jitter.known()
                        ? Optional.of(
                                new SourceReport.Jitter(jitter.lastNanos(), jitter.meanNanos(), jitter.maxNanos()))
                        : Optional.empty(),
                sequence.bursts(),
                course.report());
    }
}
