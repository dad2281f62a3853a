package io.voider.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root brings back a rendezvous in a directory whose owner may be up to no good. */
class OwnedDirectoryIT {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path directory;

    private Path theirs;
    private Backup backup;

    @BeforeEach
    void aBackupAndAnEmptyDirectoryOfAnother() throws IOException {
        Path before = Files.createDirectory(directory.resolve("before"));
        Files.writeString(before.resolve("server.pem"), "key");
        Files.writeString(before.resolve("accounts.journal"), "alice");
        backup = Backup.of(BackupKind.RENDEZVOUS, before);
        theirs = Files.createDirectory(directory.resolve("theirs"));
        own(theirs);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", NOBODY);
        Files.setAttribute(path, "unix:gid", NOBODY);
    }

    @Test
    void allOfItBelongsToTheDirectorysOwner() throws IOException {
        backup.restore(BackupKind.RENDEZVOUS, theirs);
        for (Path path : List.of(theirs, theirs.resolve("server.pem"), theirs.resolve("accounts.journal"))) {
            assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(NOBODY);
            assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(NOBODY);
        }
        assertThat(theirs.resolve("accounts.journal")).hasContent("alice");
        try (Stream<Path> beside = Files.list(directory)) {
            assertThat(beside).hasSize(2);
        }
    }

    @Test
    void whereAnythingIsNothingIsWritten() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(theirs.resolve("accounts.journal"), elsewhere.resolve("accounts.journal"));
        assertThatThrownBy(() -> backup.restore(BackupKind.RENDEZVOUS, theirs))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("accounts.journal");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(theirs.resolve("server.pem")).doesNotExist();
    }

    @Test
    void whereOthersCouldPutSomethingElseInItsPlaceNothingIsWritten() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThatThrownBy(() -> backup.restore(BackupKind.RENDEZVOUS, theirs))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("nobody");
        assertThat(theirs).isEmptyDirectory();
    }

    @Test
    void whatAnInterruptedAttemptLeftIsGoneAfterTheNext() throws IOException {
        Path left = Files.createDirectory(directory.resolve(".theirs.restored"));
        Files.writeString(left.resolve("server.pem"), "old");
        backup.restore(BackupKind.RENDEZVOUS, theirs);
        assertThat(theirs.resolve("server.pem")).hasContent("key");
        assertThat(left).doesNotExist();
    }
}
