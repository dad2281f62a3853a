package io.voider.cli.lab.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many streams for a long time, sender and relay in one JVM. Needs root. */
class RelaySoakIT {
    private static final int HOST_A = 0xc6120102;
    private static final int DIALLED = 0x0a020101;
    private static final int CALLER_AT_B = 0xac1d0201;
    private static final int FIRST_PORT = 20_000;
    private static final int PACKETS_PER_SECOND = 50;
    private static final long TICK_NANOS = 1_000_000;
    private static final int TICKS_PER_PACKET = 20;
    private static final long CELL_NANOS = 10_000;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    /** One-way delay in cells of 10 µs, up to 100 ms and beyond in the last; written on the loop. */
    private final long[] delays = new long[10_001];

    private int streams;
    private int[] received = new int[0];
    private long outOfOrder;
    private long sent;

    @Test
    void fiftyStreamsForAFewSeconds() throws Exception {
        run(50, 5);

        assertThat(lost()).isZero();
        assertThat(outOfOrder).isZero();
    }

    /** 1,000 streams of 50 packets a second for ten minutes; asks for a quiet machine. */
    @Test
    @Tag("soak")
    void aThousandStreamsForTenMinutes() throws Exception {
        run(1_000, 60);
        long residentBefore = residentKilobytes();
        long collectionsBefore = collections();
        long pauseBefore = collectionMillis();

        run(1_000, 540);

        assertThat(lost()).isZero();
        assertThat(outOfOrder).isZero();
        assertThat(residentKilobytes() - residentBefore)
                .as("growth of the resident set, KiB")
                .isLessThan(8_192);
        long collections = collections() - collectionsBefore;
        long pauses = collectionMillis() - pauseBefore;
        assertThat(pauses).as("ms in %s collections", collections).isLessThanOrEqualTo(2 * Math.max(1, collections));
        assertThat(percentile(0.99)).as("p99 of the delay, ns").isLessThanOrEqualTo(1_000_000);
        System.out.printf(
                "1,000 streams, 9 minutes: %d packets, lost %d, p50 %d µs, p99 %d µs, resident %d → %d KiB, %d"
                        + " collections, %d ms%n",
                sent,
                lost(),
                percentile(0.5) / 1_000,
                percentile(0.99) / 1_000,
                residentBefore,
                residentKilobytes(),
                collections,
                pauses);
    }

    private long lost() {
        long all = 0;
        for (int count : received) {
            all += count;
        }
        return sent - all;
    }

    private long percentile(double share) {
        long all = 0;
        for (long count : delays) {
            all += count;
        }
        long seen = 0;
        for (int cell = 0; cell < delays.length; cell++) {
            seen += delays[cell];
            if (seen >= share * all) {
                return (cell + 1) * CELL_NANOS;
            }
        }
        return delays.length * CELL_NANOS;
    }

    private void run(int newStreams, int seconds) throws Exception {
        streams = newStreams;
        received = new int[streams];
        Arrays.fill(delays, 0);
        outOfOrder = 0;
        sent = 0;
        Namespace.host();
        loop.submit(() -> {}).syncUninterruptibly();
        String prefix = "vt-rtp-soak-" + ProcessHandle.current().pid();
        try (RelayLab lab = new RelayLab(prefix, streams);
                RelayHost a = new RelayHost(lab.a(), "a0", lab.middle(), "a1", loop);
                RelayHost b = new RelayHost(lab.b(), "b0", lab.middle(), "b1", loop)) {
            b.listener((packet, rtp) -> packet.ipv4().source() == CALLER_AT_B && heard(packet.buffer(), rtp));
            send(a.rtp(HOST_A, DIALLED, FIRST_PORT, RelayHost.RTP_LENGTH), a, seconds);
            assertThat(b.strangers()).isZero();
        }
    }

    private boolean heard(ByteBuf buffer, int rtp) {
        int stream = buffer.getInt(rtp + 12);
        int sequence = buffer.getInt(rtp + 16);
        long delay = System.nanoTime() - buffer.getLong(rtp + 20);
        delays[(int) Math.min(delays.length - 1, delay / CELL_NANOS)]++;
        if (sequence < received[stream]) {
            outOfOrder++;
        }
        received[stream]++;
        return true;
    }

    private void send(ByteBuf frame, RelayHost host, int seconds) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        long start = System.nanoTime();
        long ticks = (long) seconds * PACKETS_PER_SECOND * TICKS_PER_PACKET;
        long[] next = {0};
        ScheduledFuture<?> sender = loop.scheduleAtFixedRate(
                () -> {
                    // Late ticks are made up for, but not all at once: that would be a flood and not fifty a second.
                    long due = Math.min(ticks, Math.min((System.nanoTime() - start) / TICK_NANOS, next[0] + 4));
                    for (; next[0] < due; next[0]++) {
                        oneTick(frame, host, next[0]);
                    }
                    host.channel().flush();
                    if (next[0] == ticks && lost() == 0) {
                        done.countDown();
                    }
                },
                0,
                TICK_NANOS / 2,
                TimeUnit.NANOSECONDS);
        boolean complete = done.await(seconds * 4L + 60, TimeUnit.SECONDS);
        sender.cancel(false);
        loop.submit(() -> {}).syncUninterruptibly();
        assertThat(complete)
                .as("all sent and heard; %s sent, %s lost", sent, lost())
                .isTrue();
    }

    private void oneTick(ByteBuf frame, RelayHost host, long tick) {
        int rtp = RelayHost.payloadOffset();
        int sequence = (int) (tick / TICKS_PER_PACKET);
        for (int stream = (int) (tick % TICKS_PER_PACKET); stream < streams; stream += TICKS_PER_PACKET) {
            frame.setShort(rtp - 6, FIRST_PORT + 2 * stream);
            frame.setShort(rtp + 2, sequence);
            frame.setInt(rtp + 4, 160 * sequence);
            frame.setInt(rtp + 8, stream);
            frame.setInt(rtp + 12, stream);
            frame.setInt(rtp + 16, sequence);
            frame.setLong(rtp + 20, System.nanoTime());
            host.transmit(frame);
            sent++;
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static long collectionMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }
}
