package io.voider.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;

class PcapFileTest {
    private static final Instant WHEN = Instant.parse("2026-11-29T20:00:00.000123Z");

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("some.pcap");
    }

    @Test
    void libpcapReadsWhatWasWritten() throws Exception {
        byte[] packet = {0x45, 0, 0, 3};
        try (PcapFile written = PcapFile.create(file())) {
            written.begin(65_536, 12);
            written.add(WHEN, packet, 1_500);
        }
        try (PcapHandle read = Pcaps.openOffline(file().toString())) {
            assertThat(read.getDlt().value()).isEqualTo(12);
            assertThat(read.getNextRawPacket()).isEqualTo(packet);
            assertThat(read.getTimestamp().toInstant()).isEqualTo(WHEN);
            assertThat(read.getOriginalLength()).isEqualTo(1_500);
            assertThat(read.getNextRawPacket()).isNull();
        }
    }

    @Test
    void itIsItsOwnersAlone() throws Exception {
        Files.writeString(file(), "earlier");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        PcapFile.create(file()).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aLinkIsReplacedAndWhatItPointsToIsLeftAlone() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "precious");
        Files.createSymbolicLink(file(), other);
        try (PcapFile written = PcapFile.create(file())) {
            written.begin(65_536, 12);
        }
        assertThat(other).hasContent("precious");
        assertThat(file()).isRegularFile();
    }

    @Test
    void aLinkThatPointsNowhereIsNotFollowed() throws Exception {
        Path other = directory.resolve("other");
        Files.createSymbolicLink(file(), other);
        assertThatThrownBy(() -> PcapFile.create(file())).isInstanceOf(IOException.class);
        assertThat(other).doesNotExist();
    }

    /** What the file is afterwards called does not matter to it. */
    @Test
    void somebodyWhoPutsALinkInItsPlaceGetsNothing() throws Exception {
        Path other = Files.writeString(directory.resolve("other"), "precious");
        try (PcapFile written = PcapFile.create(file())) {
            Files.delete(file());
            Files.createSymbolicLink(file(), other);
            written.begin(65_536, 12);
        }
        assertThat(other).hasContent("precious");
    }
}
