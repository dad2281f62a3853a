package io.voider.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.state.Friend;
import io.voider.cli.state.Home;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final SecureRandom RANDOM = new SecureRandom();
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

    private static Home born(Path directory, String name) throws Exception {
        String account = new OwnerAccount(
                        List.of(new Endpoint("203.0.113.7", 7443)),
                        Octets.random(RANDOM, 32),
                        Octets.random(RANDOM, 32))
                .text();
        List<PhoneLine> phones = List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1")));
        Settings fast = Settings.DEFAULT.with("strong-crypto", "false");
        Home home = Home.open(directory);
        Registrar unused = Registrar.create(home, name, "eth1", phones, account, fast, Clock.systemUTC(), RANDOM);
        return home;
    }

    private static Registrar opened(Home home) throws IOException {
        return Registrar.open(home, Clock.systemUTC(), RANDOM);
    }

    private Home broughtBack(Home home) throws Exception {
        Backup backup = Backup.of(BackupKind.NODE, home.directory());
        Path other = directory.resolve("back");
        backup.restore(BackupKind.NODE, other);
        return Home.open(other);
    }

    @Test
    void aNodeThatNeverInvitedAnybodyLivesAgainAndInvites() throws Exception {
        try (Home home = born(directory.resolve("alice"), "alice");
                Home back = broughtBack(home)) {
            opened(back).configure("media-silence-seconds", "120");
            opened(back).invite("bob");
            assertThat(opened(back).state().friends()).extracting(Friend::name).containsExactly("bob");
        }
    }

    @Test
    void aNodeThatOnlyJoinedLivesAgainAndIsStillJoined() throws Exception {
        try (Home alice = born(directory.resolve("alice"), "alice");
                Home bob = born(directory.resolve("bob"), "bob")) {
            opened(bob).join(opened(alice).invite("bob"), null);
            try (Home back = broughtBack(bob)) {
                JoinedExchange joined = opened(back).state().exchanges().get(0);
                assertThat(opened(back).invitation(joined).exchange()).isEqualTo("alice");
            }
        }
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
    void whatTheOwnerKeepsThereIsLeftOutOtherBackupsAboveAll() throws IOException {
        Files.write(node.resolve("day1.backup"), sealed());
        Files.createDirectories(node.resolve("mine"));
        Files.writeString(node.resolve("mine/state.json"), "another's");
        Files.createSymbolicLink(node.resolve("calls.jsonl"), Path.of("/etc/passwd"));
        Backup backup = Backup.of(BackupKind.NODE, node);
        assertThat(backup.size()).isEqualTo(2);
        Path other = directory.resolve("other");
        backup.restore(BackupKind.NODE, other);
        assertThat(other.resolve("mine")).doesNotExist();
        assertThat(other.resolve("calls.jsonl")).doesNotExist();
    }

    @Test
    void nothingIsWrittenByALinkThatLiesInTheWay() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("state.json"), "theirs");
        Files.createSymbolicLink(other.resolve("state.json"), elsewhere.resolve("state.json"));
        Backup backup = Backup.of(BackupKind.NODE, node);
        assertThatThrownBy(() -> backup.restore(BackupKind.NODE, other)).isInstanceOf(BackupException.class);
        assertThat(elsewhere.resolve("state.json")).hasContent("theirs");
    }

    @Test
    void whatCouldNotBeRestoredIsNotBackedUpHoweverSmallItBecomes() throws IOException {
        try (RandomAccessFile zeros =
                new RandomAccessFile(node.resolve("calls.jsonl").toFile(), "rw")) {
            zeros.setLength(17 << 20);
        }
        assertThatThrownBy(() -> Backup.of(BackupKind.NODE, node))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("16 MiB");
    }

    @Test
    void whereThereIsNoNodeThereIsNothingToBackUp() {
        assertThatThrownBy(() -> Backup.of(BackupKind.NODE, directory)).isInstanceOf(BackupException.class);
    }
}
