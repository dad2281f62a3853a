package io.voider.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CaptureIT {
    private static final String NAME = "vt-capture";
    private static final int FILE_HEADER_BYTES = 24;
    private static final long PLENTY_BYTES = 1_000_000;

    private final Capture capture = new Capture(new Capture.Place(NAME, "lo", "udp"));

    private final Namespace namespace = Namespace.create(NAME);

    @BeforeEach
    void raiseLoopback() {
        namespace.links().up("lo");
    }

    @AfterEach
    void removeNamespace() {
        namespace.close();
        Namespace.delete(NAME);
    }

    private void send(int bytes) {
        namespace.call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(new byte[bytes], bytes, InetAddress.getLoopbackAddress(), 9));
            }
            return null;
        });
    }

    private CompletableFuture<Capture.Result> recording(Path file) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return capture.run(file, Duration.ofSeconds(30), PLENTY_BYTES);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Whether the file becomes that large, by the packets sent meanwhile: nobody knows when the recording begins. */
    private boolean grows(Path file, long bytes) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            send(100);
            if (Files.exists(file) && Files.size(file) >= bytes) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    @Test
    void theClockEndsARecordingOnWhichNothingIsHeard(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("silence.pcap");
        assertThat(capture.run(file, Duration.ofMillis(300), PLENTY_BYTES)).isEqualTo(new Capture.Result(0, 0));
        assertThat(file).hasSize(FILE_HEADER_BYTES);
    }

    @Test
    void whatCannotBeRecordedLeavesAnEarlierRecordingAlone(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("earlier.pcap");
        Files.writeString(file, "an earlier recording");
        Capture nowhere = new Capture(new Capture.Place(NAME, "nowhere0", ""));
        assertThatThrownBy(() -> nowhere.run(file, Duration.ofSeconds(1), PLENTY_BYTES))
                .hasMessageContaining("nowhere0");
        assertThat(file).hasContent("an earlier recording");
    }

    @Test
    void packetsAreInTheFileWhileTheRecordingRunsAndItEndsWhenAsked(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("running.pcap");
        Files.writeString(file, "something of before");
        CompletableFuture<Capture.Result> recording = recording(file);
        assertThat(grows(file, FILE_HEADER_BYTES + 2 * (16 + 14 + 28 + 100))).isTrue();
        assertThat(recording).isNotDone();
        capture.end();
        Capture.Result result = recording.get(20, TimeUnit.SECONDS);
        assertThat(result.packets()).isGreaterThan(1);
        assertThat(file).hasSize(FILE_HEADER_BYTES + result.bytes());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
