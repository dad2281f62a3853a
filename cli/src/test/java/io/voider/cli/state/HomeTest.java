package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final State STATE = State.of(
            "alice",
            "eth1",
            List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
            "A".repeat(43),
            null,
            Settings.DEFAULT);

    /** As 0.1.0 wrote it on 22 November 2026, before there were two of the settings. */
    private static final String OF_0_1_0 = """
        {
          "schema" : 1,
          "name" : "alice",
          "networkInterface" : "eth1",
          "phones" : [ { "number" : 1, "address" : "172.16.0.1" } ],
          "sealingSeed" : "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
          "rendezvous" : null,
          "friends" : [ {
            "number" : 2,
            "name" : "bob",
            "invitedAt" : "2026-11-22T12:00:00Z",
            "revokedAt" : null,
            "mayCallSubscribers" : false,
            "reader" : "reader",
            "access" : null,
            "wanPort" : 61000
          } ],
          "exchanges" : [ {
            "index" : 2,
            "name" : "carol",
            "me" : 7,
            "joinedAt" : "2026-11-22T12:00:00Z",
            "reader" : null,
            "wanPort" : 61001
          } ],
          "settings" : {
            "expeditedForwarding" : true,
            "mediaSilenceSeconds" : 120,
            "namespacePrefix" : "voider",
            "strongCrypto" : false
          }
        }
        """;

    @TempDir
    private Path directory;

    @Test
    void givesBackWhatWasSaved() throws Exception {
        State state = STATE.inviting("bob", "reader", 40000, NOW)
                .joining("carol", 7, 40001, NOW)
                .revoking("bob", NOW);
        try (Home home = Home.open(directory.resolve("a/b"))) {
            assertThat(home.load()).isNull();
            home.saveInvitation(2, new byte[] {1});
            home.save(state);
        }
        try (Home home = Home.open(directory.resolve("a/b"))) {
            assertThat(home.load()).isEqualTo(state);
            assertThat(home.invitation(2)).exists();
        }
    }

    @Test
    void isForOneProcessAtATime() throws Exception {
        try (Home first = Home.open(directory)) {
            assertThat(first.directory()).isEqualTo(directory);
            assertThatThrownBy(() -> Home.open(directory)).isInstanceOf(Home.HeldException.class);
        }
        Home.open(directory).close();
    }

    @Test
    void forgetsWhatAnInterruptedJoinLeftBehind() throws Exception {
        try (Home home = Home.open(directory)) {
            home.save(STATE);
            home.saveInvitation(2, new byte[] {1});
            Files.writeString(directory.resolve("state.json.tmp"), "{");
        }
        try (Home home = Home.open(directory)) {
            assertThat(home.invitation(2)).doesNotExist();
            assertThat(directory.resolve("state.json.tmp")).doesNotExist();
            assertThat(home.load()).isEqualTo(STATE);
        }
    }

    @Test
    void neitherAStartNorAResetTakesWhatSomebodyElseKeepsThere() throws Exception {
        Path thesis = Files.writeString(directory.resolve("thesis.odt"), "keep");
        Path notes = Files.writeString(directory.resolve("notes.tmp"), "keep");
        Path letter = Files.writeString(
                Files.createDirectories(directory.resolve("exchanges")).resolve("letter"), "");
        try (Home home = Home.open(directory)) {
            home.save(STATE.joining("carol", 7, 40001, NOW));
            home.saveInvitation(2, new byte[] {1});
            Files.createDirectories(home.authority().resolve("friends"));
            Files.writeString(home.callHistory(), "");
            Files.writeString(directory.resolve("state.json.layout-1"), "");
        }
        try (Home home = Home.open(directory)) {
            home.forget();
            assertThat(home.authority()).doesNotExist();
            assertThat(home.invitation(2)).doesNotExist();
            assertThat(directory.toFile().list()).containsExactlyInAnyOrder("exchanges", "thesis.odt", "notes.tmp");
        }
        assertThat(thesis).hasContent("keep");
        assertThat(notes).hasContent("keep");
        assertThat(letter).exists();
    }

    @Test
    void keepsOthersOut() throws Exception {
        try (Home home = Home.open(directory.resolve("home"))) {
            home.save(STATE);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.directory())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void readsAStateOfVersion010() throws Exception {
        Files.writeString(directory.resolve("state.json"), OF_0_1_0);
        try (Home home = Home.open(directory)) {
            State state = Objects.requireNonNull(home.load());
            assertThat(state.settings())
                    .isEqualTo(Settings.DEFAULT
                            .with("expedited-forwarding", "true")
                            .with("media-silence-seconds", "120")
                            .with("strong-crypto", "false"));
            assertThat(state.friend("bob").orElseThrow().wanPort()).isEqualTo(61_000);
            assertThat(state.exchange("carol").orElseThrow().me()).isEqualTo(7);
            home.save(state);
            assertThat(home.load()).isEqualTo(state);
        }
    }

    @Test
    void refusesASettingThatNoVersionKnows() throws Exception {
        Files.writeString(
                directory.resolve("state.json"),
                OF_0_1_0.replace("\"strongCrypto\"", "\"noSuch\" : 1, \"strongCrypto\""));
        try (Home home = Home.open(directory)) {
            assertThatThrownBy(home::load).isInstanceOf(StateException.class).hasMessageContaining("noSuch");
        }
    }

    @Test
    void saysWhichPartOfAStateIsDamagedAndWhatToDo() throws Exception {
        for (var damage : Map.of(
                        "\"%s\"".formatted("A".repeat(43)),
                        "\"A+A\"",
                        "\"wanPort\" : 61001",
                        "\"wanPort\" : 70000",
                        "\"index\" : 2",
                        "\"index\" : \"two\"")
                .entrySet()) {
            String damaged = OF_0_1_0.replace(damage.getKey(), damage.getValue());
            assertThat(damaged).isNotEqualTo(OF_0_1_0);
            Files.writeString(directory.resolve("state.json"), damaged);
            assertThatThrownBy(() -> Home.read(directory))
                    .as(damage.getValue())
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("state.json cannot be used: ")
                    .hasMessageContaining("voider init --recover")
                    .hasMessageFindingMatch("sealingSeed|exchanges\\[0]")
                    .message()
                    .doesNotContainIgnoringCase("exception", "base64", "java");
        }
    }

    @Test
    void locksNobodyOutOfADirectoryInWhichTheyHaveSomething() throws Exception {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxr-x"));
        Path thesis = Files.writeString(shared.resolve("thesis.odt"), "keep");
        assertThatThrownBy(() -> Home.open(shared))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("chmod 700 " + shared);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                .isEqualTo("rwxrwxr-x");
        assertThat(shared.toFile().list()).containsExactly("thesis.odt");
        Files.delete(thesis);
        try (Home home = Home.open(shared)) {
            home.save(STATE);
        }
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        Home.open(shared).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                .isEqualTo("rwx------");
    }

    @Test
    void leavesADirectoryOfAnotherProgramAsItIsWhateverThatCallsItsLock() throws Exception {
        Path dpkg = Files.createDirectory(directory.resolve("dpkg"));
        Files.writeString(dpkg.resolve("lock"), "");
        for (String file : List.of("status", "state.json")) {
            Files.writeString(dpkg.resolve(file), "somebody else's");
            Files.setPosixFilePermissions(dpkg, PosixFilePermissions.fromString("rwxr-xr-x"));
            assertThatThrownBy(() -> Home.open(dpkg))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("holds other things");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dpkg)))
                    .isEqualTo("rwxr-xr-x");
            Files.deleteIfExists(dpkg.resolve("lock"));
        }
    }

    @Test
    void takesNoDirectoryForItsOwnThatAMachineHasForAll() {
        for (String machines :
                List.of("/", "/mnt", "/srv", "/var/mail", "/home/alice", "/run/lock", "/usr/local/etc")) {
            assertThat(HomeDirectory.isTheMachines(Path.of(machines)))
                    .as(machines)
                    .isTrue();
        }
        for (String own :
                List.of("/srv/voider", "/mnt/voider", "/var/lib/voider", "/home/alice/voider", "/tmp/voider")) {
            assertThat(HomeDirectory.isTheMachines(Path.of(own))).as(own).isFalse();
        }
    }

    @Test
    void refusesWhatIsNoState() throws Exception {
        for (String text : List.of("", "{}", "{\"schema\":1}", "[1]", "{\"schema\":2,\"schema\":1}", "null ")) {
            Files.writeString(directory.resolve("state.json"), text);
            try (Home home = Home.open(directory)) {
                assertThatThrownBy(home::load).as(text).isInstanceOf(StateException.class);
            }
        }
    }
}
