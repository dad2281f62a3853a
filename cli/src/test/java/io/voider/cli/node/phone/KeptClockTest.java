package io.voider.cli.node.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.KernelClock;
import io.voider.ns.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptClockTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final int EPERM = 1;

    @TempDir
    Path directory;

    private KeptClock forbidden() {
        return new KeptClock(
                () -> {
                    throw new KernelException("adjtimex", EPERM, "the clock");
                },
                directory.resolve("synchronized"));
    }

    private void timesyncdHeardFromItsServer(Duration before) throws IOException {
        Path file = directory.resolve("synchronized");
        Files.write(file, new byte[0]);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(before)));
    }

    @Test
    void theKernelIsBelievedWhateverElseIsThere() throws IOException {
        timesyncdHeardFromItsServer(Duration.ZERO);
        var unkept = new KernelClock.Status(false, 0, 16_000_000);
        assertThat(new KeptClock(() -> unkept, directory.resolve("synchronized")).status(NOW))
                .isEqualTo(unkept);
    }

    @Test
    void aKernelThatMayNotBeAskedLeavesTheTimeUnknown() {
        assertThat(forbidden().status(NOW).synchronised()).isFalse();
    }

    @Test
    void thenWhatTimesyncdLeftIsBelieved() throws IOException {
        timesyncdHeardFromItsServer(Duration.ofMinutes(34));
        assertThat(forbidden().status(NOW)).isEqualTo(new KernelClock.Status(true, 0, 34 * 60 * 500));
    }

    @Test
    void asLongAsTheKernelWouldBelieveIt() throws IOException {
        timesyncdHeardFromItsServer(Duration.ofSeconds(32_000));
        assertThat(forbidden().status(NOW).synchronised()).isTrue();
        timesyncdHeardFromItsServer(Duration.ofSeconds(32_001));
        assertThat(forbidden().status(NOW).synchronised()).isFalse();
    }

    @Test
    void whatItLeftInTheFutureIsOfAnotherClock() throws IOException {
        timesyncdHeardFromItsServer(Duration.ofSeconds(-1));
        assertThat(forbidden().status(NOW).synchronised()).isFalse();
    }

    @Test
    void somethingElseInItsPlaceIsNoProof() throws IOException {
        Files.write(directory.resolve("file"), new byte[0]);
        var clock = new KeptClock(
                () -> {
                    throw new KernelException("adjtimex", EPERM, "the clock");
                },
                directory.resolve("file/synchronized"));
        assertThat(clock.status(NOW).synchronised()).isFalse();
    }
}
