package io.voider.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/**
 * Sends voice packets down a path and measures when they come out: one thread that never sleeps, so it needs a core to itself
 * while what is under test has the other. The path's streams take turns.
 */
final class RtpTraffic {
    private static final int RTP_LENGTH = 172;
    private static final int RUN = 12;
    private static final int SENT_NANOS = 16;
    private static final long DRAIN_NANOS = 100_000_000L;
    private static final long LOST_NANOS = 200_000_000L;

    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(RTP_LENGTH);
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(2_048);
    private int run;

    /**
     * What became of a slice of traffic.
     *
     * @param delays one-way delays in nanoseconds
     */
    record Slice(long sent, long received, long nanos, Histogram delays) {
        double loss() {
            return sent == 0 ? 0 : (double) (sent - received) / sent;
        }
    }

    static Histogram histogram() {
        return new Histogram(10_000_000_000L, 3);
    }

    /** One packet after the other, the next when the last has arrived. */
    Slice oneInFlight(RtpPath path, long nanos) throws IOException {
        Histogram delays = histogram();
        run++;
        long sent = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) {
            send(path, (int) sent++);
            long waiting = System.nanoTime();
            while (!receive(path, delays) && System.nanoTime() - waiting < LOST_NANOS) {
                Thread.onSpinWait();
            }
        }
        return new Slice(sent, delays.getTotalCount(), nanos, delays);
    }

    /** Packets evenly spread over time. */
    Slice paced(RtpPath path, double packetsPerSecond, long nanos) throws IOException {
        Histogram delays = histogram();
        run++;
        long sent = 0;
        long begin = System.nanoTime();
        long now = begin;
        for (; now - begin < nanos; now = System.nanoTime()) {
            long due = (long) ((now - begin) * packetsPerSecond / 1e9);
            for (int batch = 0; sent < due && batch < 16; batch++) {
                send(path, (int) sent++);
            }
            for (int batch = 0; batch < 32 && receive(path, delays); batch++) {}
        }
        while (delays.getTotalCount() < sent && System.nanoTime() - now < DRAIN_NANOS) {
            receive(path, delays);
        }
        return new Slice(sent, delays.getTotalCount(), nanos, delays);
    }

    private void send(RtpPath path, int number) throws IOException {
        int stream = number % path.streams();
        int sequence = number / path.streams();
        outgoing.clear();
        outgoing.putInt(0, 0x80000000 | (sequence & 0xffff));
        outgoing.putInt(4, 160 * sequence);
        outgoing.putInt(8, 1 + stream);
        outgoing.putInt(RUN, run);
        outgoing.putLong(SENT_NANOS, System.nanoTime());
        path.send(stream, outgoing);
    }

    private boolean receive(RtpPath path, Histogram delays) throws IOException {
        incoming.clear();
        if (!path.receive(incoming)) {
            return false;
        }
        // Late ones of an earlier slice are not this slice's.
        if (incoming.position() == RTP_LENGTH && incoming.getInt(RUN) == run) {
            delays.recordValue(Math.max(0, System.nanoTime() - incoming.getLong(SENT_NANOS)));
        }
        return true;
    }
}
