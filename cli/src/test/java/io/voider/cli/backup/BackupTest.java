package io.voider.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final String PASSPHRASE = "fünf Enten 5!";

    @TempDir
    private Path directory;

    private Path node;

    @BeforeEach
    void live() throws IOException {
        node = directory.resolve("node");
        Files.createDirectories(node.resolve("authority/friends"));
        Files.writeString(node.resolve("state.json"), "{}");
        Files.writeString(node.resolve("authority/friends/2.pem"), "key");
        Files.writeString(node.resolve("lock"), "");
        Files.writeString(node.resolve("state.json.tmp"), "half");
    }

    private byte[] sealed() throws IOException {
        return Backup.of(BackupKind.NODE, node).seal(BackupKind.NODE, PASSPHRASE, new SecureRandom());
    }

    @Test
    void everythingThatANodeRemembersComesBackForItsOwnerAlone() throws IOException {
        Path other = directory.resolve("other");
        Backup.open(BackupKind.NODE, sealed(), PASSPHRASE).restore(BackupKind.NODE, other);
        assertThat(other.resolve("state.json")).hasContent("{}");
        assertThat(other.resolve("authority/friends/2.pem")).hasContent("key");
        assertThat(other.resolve("lock")).doesNotExist();
        assertThat(other.resolve("state.json.tmp")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other.resolve("authority"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(other.resolve("authority/friends/2.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void whereANodeIsNothingIsRestored() throws IOException {
        byte[] sealed = sealed();
        Files.writeString(node.resolve("authority/friends/2.pem"), "newer");
        assertThatThrownBy(
                        () -> Backup.open(BackupKind.NODE, sealed, PASSPHRASE).restore(BackupKind.NODE, node))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("already");
        Files.delete(node.resolve("state.json"));
        assertThatThrownBy(
                        () -> Backup.open(BackupKind.NODE, sealed, PASSPHRASE).restore(BackupKind.NODE, node))
                .hasMessageContaining("2.pem");
        assertThat(node.resolve("authority/friends/2.pem")).hasContent("newer");
    }

    @Test
    void aRestoreThatWasInterruptedCanBeMadeAgain() throws IOException {
        byte[] sealed = sealed();
        Files.delete(node.resolve("state.json"));
        Backup.open(BackupKind.NODE, sealed, PASSPHRASE).restore(BackupKind.NODE, node);
        assertThat(node.resolve("state.json")).hasContent("{}");
    }

    @Test
    void anotherPassphraseAnAlteredFileAndAnotherKindAreRefused() throws IOException {
        byte[] sealed = sealed();
        assertThatThrownBy(() -> Backup.open(BackupKind.NODE, sealed, "another"))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("passphrase");
        assertThatThrownBy(() -> Backup.open(BackupKind.RENDEZVOUS, sealed, PASSPHRASE))
                .hasMessageContaining("not of a rendezvous");
        sealed[20] ^= 1;
        assertThatThrownBy(() -> Backup.open(BackupKind.NODE, sealed, PASSPHRASE))
                .hasMessageContaining("altered");
        assertThatThrownBy(() -> Backup.open(BackupKind.NODE, new byte[100], PASSPHRASE))
                .hasMessageContaining("no backup");
    }

    @Test
    void whatCouldNotBeRestoredIsNotBackedUpHoweverSmallItBecomes() throws IOException {
        try (RandomAccessFile zeros =
                new RandomAccessFile(node.resolve("calls.jsonl").toFile(), "rw")) {
            zeros.setLength(64 << 20);
        }
        assertThatThrownBy(() -> Backup.of(BackupKind.NODE, node))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("64 MiB");
    }

    @Test
    void whereThereIsNoNodeThereIsNothingToBackUp() {
        assertThatThrownBy(() -> Backup.of(BackupKind.NODE, directory)).isInstanceOf(BackupException.class);
    }
}
