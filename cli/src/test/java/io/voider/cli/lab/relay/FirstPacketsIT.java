package io.voider.cli.lab.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.Namespace;
import java.io.BufferedReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A second of voice through a relay that has only just started, in a JVM of its own. Needs root. */
class FirstPacketsIT {
    private static final int PACKETS = 50;
    private static final int PORT = 40_000;
    private static final int RTP_LENGTH = 172;
    private static final long PACKET_NANOS = 20_000_000L;
    private static final int LIVENESS_MILLIS = 20_000;

    @Test
    void theFirstCallsFirstPacketsAreNotLate() throws Exception {
        String prefix = "vt-rtp-first-" + ProcessHandle.current().pid();
        Process relay = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-Dio.netty.machineId=02:00:00:ff:fe:00:00:01",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RelayLab.class.getName(),
                        prefix,
                        "1")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = relay.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready");
            long[] delays = firstDelays(prefix);
            System.out.printf("delay of a fresh relay's first %d packets, µs: %s%n", PACKETS, Arrays.toString(delays));
            // A cold packet path takes hundreds of milliseconds. The bound is generous: the machine may be busy.
            assertThat(delays[0]).isLessThan(TimeUnit.MILLISECONDS.toMicros(200));
            Arrays.sort(delays);
            assertThat(delays[PACKETS / 2]).isLessThan(TimeUnit.MILLISECONDS.toMicros(20));
        } finally {
            relay.destroy();
            assertThat(relay.waitFor(LIVENESS_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    private static long[] firstDelays(String prefix) throws Exception {
        try (Namespace a = Namespace.open(prefix + "-a");
                Namespace b = Namespace.open(prefix + "-b");
                DatagramSocket sender = a.call(DatagramSocket::new);
                DatagramSocket receiver = b.call(() -> new DatagramSocket(PORT, InetAddress.getByName("198.18.2.2")));
                DatagramSocket neighbour = b.call(DatagramSocket::new)) {
            receiver.setSoTimeout(LIVENESS_MILLIS);
            // Our own sockets are not to be what is slow.
            for (int i = 0; i < 1_000; i++) {
                delayMicros(neighbour, receiver.getLocalSocketAddress(), receiver, i);
            }
            long[] delays = new long[PACKETS];
            long start = System.nanoTime();
            for (int i = 0; i < PACKETS; i++) {
                for (long due = start + i * PACKET_NANOS; System.nanoTime() < due; ) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                delays[i] = delayMicros(sender, new InetSocketAddress("10.2.1.1", PORT), receiver, i);
            }
            return delays;
        }
    }

    private static long delayMicros(DatagramSocket from, SocketAddress to, DatagramSocket receiver, int number)
            throws Exception {
        byte[] rtp = new byte[RTP_LENGTH];
        rtp[0] = (byte) 0x80;
        rtp[3] = (byte) number;
        DatagramPacket received = new DatagramPacket(new byte[RTP_LENGTH], RTP_LENGTH);
        long sent = System.nanoTime();
        from.send(new DatagramPacket(rtp, RTP_LENGTH, to));
        receiver.receive(received);
        long delay = System.nanoTime() - sent;
        assertThat(received.getData()).isEqualTo(rtp);
        return TimeUnit.NANOSECONDS.toMicros(delay);
    }
}
