package io.voider.rtp.quality;

/**
 * Interarrival jitter (RFC 3550, section 6.4.1 and appendix A.8), kept in nanoseconds so that a change of payload clock in
 * mid-stream does not spoil it.
 */
final class InterarrivalJitter {
    private static final double NANOS_PER_SECOND = 1e9;

    private boolean started;
    private int clockRateHertz;
    private long lastArrivalNanos;
    private int lastTimestamp;
    private double jitterNanos;
    private double sumNanos;
    private double maxNanos;
    private long samples;

    /**
     * Takes one packet.
     *
     * @param clockRateHertz of its payload; 0 when unknown, which leaves the packet out
     */
    void accept(long arrivalNanos, int timestamp, int clockRateHertz) {
        if (clockRateHertz == 0) {
            started = false;
            return;
        }
        if (started && clockRateHertz == this.clockRateHertz) {
            double sentNanos = (timestamp - lastTimestamp) * NANOS_PER_SECOND / clockRateHertz;
            double difference = Math.abs(arrivalNanos - lastArrivalNanos - sentNanos);
            jitterNanos += (difference - jitterNanos) / 16;
            sumNanos += jitterNanos;
            maxNanos = Math.max(maxNanos, jitterNanos);
            samples++;
        }
        started = true;
        this.clockRateHertz = clockRateHertz;
        lastArrivalNanos = arrivalNanos;
        lastTimestamp = timestamp;
    }

    /** Forgets the previous packet, not the jitter: what follows has another timestamp base. */
    void interrupt() {
        started = false;
    }

    void reset() {
        started = false;
        jitterNanos = 0;
        sumNanos = 0;
        maxNanos = 0;
        samples = 0;
    }

    boolean known() {
        return samples > 0;
    }

    long lastNanos() {
        return Math.round(jitterNanos);
    }

    long meanNanos() {
        return samples == 0 ? 0 : Math.round(sumNanos / samples);
    }

    long maxNanos() {
        return Math.round(maxNanos);
    }
}
