package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.CallReport;
import io.voider.cli.report.StreamReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallHistoryTest {
    private static final int REMEMBERED = 5;

    @TempDir
    private Path directory;

    private Path file;
    /** What was put off, and for how long. */
    private final List<Duration> delays = new ArrayList<>();

    private final List<Runnable> tasks = new ArrayList<>();

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("calls.jsonl");
    }

    private CallHistory open() {
        return CallHistory.open(file, REMEMBERED, (delay, task) -> {
            delays.add(delay);
            tasks.add(task);
        });
    }

    private void runWhatWasPutOff() {
        List<Runnable> due = List.copyOf(tasks);
        tasks.clear();
        due.forEach(Runnable::run);
    }

    private static CallReport call(long id) {
        Instant began = Instant.parse("2027-03-01T12:00:00Z").plusSeconds(id);
        StreamReport stream = new StreamReport(
                "phone",
                "0000beef",
                30,
                "PCMU",
                1500,
                3,
                1,
                0,
                2.25,
                61.5,
                90.5,
                4.3,
                new StreamReport.Course(1, List.of(0, -1, 12), List.of(2, 0, 3)));
        CallReport.LadderStep step = CallReport.LadderStep.of(12, true, "INVITE ×2");
        return new CallReport(
                id,
                "out",
                "10.2.1.1",
                "alice",
                "ended",
                began,
                began.plusSeconds(2),
                1,
                began.plusSeconds(32),
                "the other side hung up",
                4.3,
                List.of(stream),
                List.of(step));
    }

    private void write(long... ids) {
        CallHistory history = open();
        for (long id : ids) {
            history.add(call(id));
        }
        history.write();
    }

    private List<Long> idsAfterARestart() {
        return open().past().stream().map(CallReport::id).toList();
    }

    @Test
    void remembersCallsWholeAndLatestFirst() throws IOException {
        write(1, 2);
        assertThat(open().past()).containsExactly(call(2), call(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void isEmptyBeforeTheFirstCall() {
        assertThat(open().past()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void callsThatEndTogetherAreWrittenAtOnce() {
        CallHistory history = open();
        for (int id = 1; id <= REMEMBERED; id++) {
            history.add(call(id));
        }
        assertThat(file).doesNotExist();
        assertThat(delays).containsExactly(CallHistory.SOON);
        runWhatWasPutOff();
        assertThat(idsAfterARestart()).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(tasks).as("nothing more to do").isEmpty();
    }

    @Test
    void ofTwoLinesOfOneCallTheLaterCountsInTheEarliersPlace() {
        write(1, 2);
        CallHistory history = open();
        history.add(call(1).heard(2.5, List.of()));
        history.write();
        assertThat(idsAfterARestart()).containsExactly(2L, 1L);
        assertThat(open().past()).extracting(CallReport::mos).containsExactly(4.3, 2.5);
    }

    @Test
    void forgetsTheOldestAndStaysSmall() throws IOException {
        CallHistory history = open();
        for (int id = 1; id <= 10 * REMEMBERED; id++) {
            history.add(call(id));
            history.write();
            assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(2 * REMEMBERED);
        }
        assertThat(idsAfterARestart()).containsExactly(50L, 49L, 48L, 47L, 46L);
    }

    @Test
    void dropsALineThatAKillCutShortWhereverItWasCut() throws IOException {
        write(1);
        byte[] one = Files.readAllBytes(file);
        for (int length = 0; length < one.length - 1; length++) {
            Files.write(file, one);
            Files.write(file, Arrays.copyOf(one, length), StandardOpenOption.APPEND);
            write(2);
            assertThat(idsAfterARestart()).as("cut after %s bytes", length).containsExactly(2L, 1L);
        }
    }

    @Test
    void skipsWhatIsNoCallAndKeepsTheRest() throws IOException {
        write(1);
        Files.writeString(
                file,
                "{\"id\":7}\n\0\0\0\nnonsense\nnull\n[]\n{\"id\":8,\"media\":[null]}\n",
                StandardOpenOption.APPEND);
        write(2);
        assertThat(idsAfterARestart()).containsExactly(2L, 1L);
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void readsTheEntriesOfEarlierVersions() throws IOException {
        Files.writeString(file, """
            {"id":3,"direction":"in","line":"10.1.2.1","name":"bob","state":"ended",\
            "startedAt":"2027-03-01T12:00:00Z","answeredAt":null,"endedAt":null,"reason":null,\
            "media":[{"towards":"phone","codec":"PCMU","packets":5,"lost":0,"reordered":0,"duplicates":0,\
            "jitterMillis":0.0,"longestGapMillis":0.0,"rFactor":null,"mos":null}],"ladder":[]}
            """, StandardCharsets.UTF_8);
        CallReport call = open().past().get(0);
        assertThat(call.mos()).isNull();
        assertThat(call.media()).extracting(StreamReport::ssrc).containsOnlyNulls();
    }

    @Test
    void aDiskThatTakesNothingStopsNobodyAndIsTriedAgain() throws IOException {
        Files.createDirectory(file);
        CallHistory history = open();
        assertThat(history.past()).isEmpty();
        history.add(call(1));
        runWhatWasPutOff();
        history.add(call(2));
        history.write();
        assertThat(delays).contains(CallHistory.LATER);

        Files.delete(file);
        runWhatWasPutOff();
        assertThat(idsAfterARestart()).containsExactly(2L, 1L);
    }

    @Test
    void aDiskThatIsFullForLongHoldsNoMoreThanIsRemembered() throws IOException {
        Files.createDirectory(file);
        CallHistory history = open();
        for (int id = 1; id <= 3 * REMEMBERED; id++) {
            history.add(call(id));
            runWhatWasPutOff();
        }
        Files.delete(file);
        history.write();
        assertThat(Files.readAllLines(file)).hasSize(REMEMBERED);
        assertThat(idsAfterARestart()).containsExactly(15L, 14L, 13L, 12L, 11L);
    }

    @Test
    void aDiskThatIsFullAtTheStartIsNoReasonNotToStart() throws IOException {
        write(1, 2);
        Files.writeString(file, "torn", StandardOpenOption.APPEND);
        // Mending the file needs room for a second one, which a directory in its place takes away.
        Files.createDirectories(directory.resolve("calls.jsonl.tmp/full"));
        CallHistory history = open();
        assertThat(history.past()).extracting(CallReport::id).containsExactly(2L, 1L);
        history.add(call(3));
        history.write();
        assertThat(idsAfterARestart()).containsExactly(3L, 2L, 1L);
    }
}
