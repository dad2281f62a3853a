package io.voider.transport.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    @TempDir
    private Path directory;

    @Test
    void replacesTheContentAndLeavesNoTemporaryFile() throws IOException {
        Path file = directory.resolve("state.json");
        DurableFile.write(file, "old".getBytes(UTF_8));
        DurableFile.write(file, "new".getBytes(UTF_8));
        assertThat(file).hasContent("new");
        assertThat(directory.toFile().list()).containsExactly("state.json");
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        Path file = directory.resolve("key.pem");
        DurableFile.write(file, new byte[0]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void writesOverTheLeftoverOfAnInterruptedWrite() throws IOException {
        Files.writeString(directory.resolve("a.tmp"), "half");
        DurableFile.write(directory.resolve("a"), "whole".getBytes(UTF_8));
        assertThat(directory.resolve("a")).hasContent("whole");
    }

    @Test
    void writesThroughNoLinkThatSomebodyPutThere() throws IOException {
        Path others = Files.writeString(directory.resolve("others"), "keep");
        Files.createSymbolicLink(directory.resolve("a.tmp"), others);
        DurableFile.write(directory.resolve("a"), "mine".getBytes(UTF_8));
        assertThat(others).hasContent("keep");
        assertThat(directory.resolve("a")).isRegularFile().hasContent("mine");
    }

    @Test
    void keepsTheOldContentWhenTheNewCannotBeWritten() throws IOException {
        Path file = directory.resolve("kept");
        DurableFile.write(file, "old".getBytes(UTF_8));
        Files.createDirectories(directory.resolve("kept.tmp/in-the-way"));
        assertThatThrownBy(() -> DurableFile.write(file, "new".getBytes(UTF_8))).isInstanceOf(IOException.class);
        assertThat(file).hasContent("old");
    }

    @Test
    void whatGoesWrongIsSaidOfTheFileThatWasMeant() {
        Path nowhere = directory.resolve("missing");
        assertThatThrownBy(() -> DurableFile.write(nowhere.resolve("a"), new byte[1]))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(nowhere.toString());
        assertThatThrownBy(() -> DurableFile.write(Path.of("/proc/a"), new byte[1]))
                .hasMessage("/proc/a: no file can be made there");
    }

    @Test
    void triesOutWhetherThereIsRoomAndLeavesNothing() throws IOException {
        DurableFile.requireRoom(directory.resolve("a"), 1000);
        assertThat(directory.toFile().list()).isEmpty();
        Files.writeString(directory.resolve("a"), "there");
        assertThatThrownBy(() -> DurableFile.requireRoom(directory.resolve("a"), 1000))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(directory.resolve("a")).hasContent("there");
    }

    @Test
    void deletingWhatIsNotThereIsNoFailure() throws IOException {
        DurableFile.delete(directory.resolve("never-was"));
        assertThat(directory.toFile().list()).isEmpty();
    }
}
