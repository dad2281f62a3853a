package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.CallReport;
import io.voider.cli.report.StreamReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallHistoryTest {
    private static final int REMEMBERED = 5;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("calls.jsonl");
    }

    private CallHistory open() throws IOException {
        return CallHistory.open(file, REMEMBERED);
    }

    private static CallReport call(long id) {
        Instant began = Instant.parse("2027-03-01T12:00:00Z").plusSeconds(id);
        StreamReport stream = new StreamReport("phone", "PCMU", 1500, 3, 1, 0, 2.25, 61.5, 90.5, 4.3);
        CallReport.LadderStep step = new CallReport.LadderStep(12, true, "INVITE ×2");
        return new CallReport(
                id,
                "out",
                "10.2.1.1",
                "alice",
                "ended",
                began,
                began.plusSeconds(2),
                began.plusSeconds(32),
                "the other side hung up",
                List.of(stream),
                List.of(step));
    }

    private static List<Long> ids(CallHistory history) throws IOException {
        return history.calls().stream().map(CallReport::id).toList();
    }

    @Test
    void remembersCallsWholeAndLatestFirst() throws IOException {
        CallHistory history = open();
        history.append(call(1));
        history.append(call(2));
        assertThat(open().calls()).containsExactly(call(2), call(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void isEmptyBeforeTheFirstCall() throws IOException {
        assertThat(open().calls()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void forgetsTheOldestAndStaysSmall() throws IOException {
        CallHistory history = open();
        for (int id = 1; id <= 10 * REMEMBERED; id++) {
            history.append(call(id));
            assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(2 * REMEMBERED);
        }
        assertThat(ids(history)).containsExactly(50L, 49L, 48L, 47L, 46L);
        assertThat(ids(open())).containsExactly(50L, 49L, 48L, 47L, 46L);
    }

    @Test
    void dropsALineThatAKillCutShortWhereverItWasCut() throws IOException {
        open().append(call(1));
        byte[] one = Files.readAllBytes(file);
        for (int length = 0; length < one.length - 1; length++) {
            Files.write(file, one);
            Files.write(file, java.util.Arrays.copyOf(one, length), StandardOpenOption.APPEND);
            CallHistory history = open();
            history.append(call(2));
            assertThat(ids(open())).as("cut after %s bytes", length).containsExactly(2L, 1L);
        }
    }

    @Test
    void isNotStoppedByADamagedFile() throws IOException {
        open().append(call(1));
        Files.writeString(file, "{\"id\":7}\n\0\0\0\nnonsense\n", StandardOpenOption.APPEND);
        CallHistory history = open();
        history.append(call(2));
        assertThat(ids(history)).containsExactly(2L, 1L);
        assertThat(Files.readAllLines(file)).hasSize(2);
    }
}
