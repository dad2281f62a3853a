package io.voider.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.CallReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's page offers of what was recorded. */
class KeptRecordingsTest {
    private static final Instant BEGUN = Instant.parse("2026-11-30T08:00:00Z");

    @TempDir
    private Path directory;

    private KeptRecordings kept() {
        return new KeptRecordings(directory.resolve("recordings"));
    }

    private void record(long call, int bytes, long endedSeconds) throws IOException {
        Path place = kept().place(call, 1_000);
        Files.write(place, new byte[bytes]);
        Files.setLastModifiedTime(place, FileTime.from(BEGUN.plusSeconds(endedSeconds)));
    }

    private static CallReport call(long id) {
        return new CallReport(
                id, "out", "10.1.2.1", "bob", "ended", BEGUN, null, null, BEGUN, null, null, List.of(), List.of());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("recordings"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aCallHasItsOwnRecordingAndNobodyElseMayReadIt() throws Exception {
        assertThat(kept().of(call(7)).bytes()).isNull();
        assertThat(kept().of(call(7)).command()).isEqualTo("sudo voider capture call:7 --keep");
        record(7, 300, 5);
        assertThat(kept().of(call(7)).bytes()).isEqualTo(300);
        assertThat(kept().of(call(8)).bytes()).isNull();
        try (var file = kept().open(7).orElseThrow()) {
            assertThat(file.size()).isEqualTo(300);
        }
        assertThat(kept().open(8)).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("recordings"))))
                .isEqualTo("rwx------");
    }

    /** A node whose books were lost counts its calls from 1 again. */
    @Test
    void whatEndedBeforeTheCallBeganIsAnotherCalls() throws Exception {
        record(7, 300, -1);
        assertThat(kept().of(call(7)).bytes()).isNull();
    }

    @Test
    void theOldestMakeRoomByNumberAndBySize() throws Exception {
        for (int call = 1; call <= KeptRecordings.MOST; call++) {
            record(call, 10, call);
        }
        record(100, 10, 100);
        assertThat(names())
                .hasSize(KeptRecordings.MOST)
                .contains("call-100.pcap")
                .doesNotContain("call-1.pcap");
        kept().place(101, KeptRecordings.MOST_BYTES - 15);
        assertThat(names()).containsExactly("call-100.pcap");
        kept().place(100, KeptRecordings.MOST_BYTES);
        assertThat(names()).as("it takes its own place").containsExactly("call-100.pcap");
    }

    @Test
    void aLinkIsNoRecordingAndWhatIsBesideThemStays() throws Exception {
        record(1, 10, 1);
        Path other = Files.writeString(directory.resolve("other"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("recordings/call-2.pcap"), other);
        Path notes = Files.writeString(directory.resolve("recordings/notes"), "mine");
        assertThat(kept().of(call(2)).bytes()).isNull();
        assertThat(kept().open(2)).isEmpty();
        kept().discard();
        assertThat(names()).containsExactly("call-2.pcap", "notes");
        Files.delete(link);
        Files.delete(notes);
        kept().discard();
        assertThat(directory.resolve("recordings")).doesNotExist();
        kept().discard();
    }
}
