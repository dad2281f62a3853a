package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people type who do not know better: each is told what is wrong, in words that are not Java's. */
class UserMistakesTest {
    @TempDir
    private Path directory;

    private Path home;

    /**
     * A mistake.
     *
     * @param exit what the program ends with
     * @param words what it says, among others
     * @param arguments what was typed
     */
    @SuppressWarnings("ArrayRecordComponent") // mistakes are made, never compared
    private record Mistake(int exit, String words, String... arguments) {}

    @BeforeEach
    void makeANode() {
        home = directory.resolve("home");
        CommandRun.initAlice(home);
    }

    private void tellsOf(List<Mistake> mistakes) {
        SoftAssertions all = new SoftAssertions();
        for (Mistake mistake : mistakes) {
            CommandRun run = CommandRun.of(home, mistake.arguments);
            String typed = String.join(" ", mistake.arguments);
            all.assertThat(run.exit()).as("%s: %s", typed, run).isEqualTo(mistake.exit);
            all.assertThat(run.err())
                    .as(typed)
                    .contains(mistake.words)
                    .startsWith("voider: ")
                    .doesNotContain("Exception", "java.", "io.voider", "fault of voider's", "null", "int value");
            CommandRun json = CommandRun.of(home, withJson(mistake.arguments));
            all.assertThat(json.exit()).as("%s --json: %s", typed, json).isEqualTo(mistake.exit);
            all.assertThat(json.out()).as(typed).startsWith("{\"schema\":1,\"error\":{\"kind\":");
        }
        all.assertAll();
    }

    private static String[] withJson(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        return all;
    }

    /** A mistake in rewriting messages. */
    private static Mistake rewriting(int exit, String words, String phone, String direction, String... more) {
        List<String> arguments = new ArrayList<>(List.of("sip", "rewrite", "--phone", phone, "--direction", direction));
        arguments.addAll(List.of("--me", "172.29.1.1", "--dialled", "10.1.2.1", "--peer", "172.29.2.1"));
        arguments.addAll(List.of(more));
        return new Mistake(exit, words, arguments.toArray(String[]::new));
    }

    @Test
    void wordsThatAreNone() {
        tellsOf(List.of(
                new Mistake(2, "there is no command 'frobnicate'", "frobnicate"),
                new Mistake(2, "did you mean lines", "line"),
                new Mistake(2, "NAME", "invite"),
                new Mistake(2, "'carol' is one word too many", "invite", "bob", "carol"),
                new Mistake(2, "--nonsense", "invite", "bob", "--nonsense"),
                new Mistake(2, "'many' is not a whole number", "calls", "--last", "many"),
                new Mistake(2, "'seven' is not a whole number", "calls", "show", "seven"),
                new Mistake(2, "--last is 1 or more", "calls", "--last", "0"),
                new Mistake(2, "--keep is for a call", "capture", "bob", "--keep"),
                new Mistake(2, "--keep and --out are two places", "capture", "call:1", "--keep", "-o", "x"),
                new Mistake(2, "no more than 200 MB are kept", "capture", "call:1", "--keep", "--megabytes", "201"),
                new Mistake(2, "--seconds is 1 or more", "capture", "bob", "--seconds", "0"),
                new Mistake(2, "--megabytes is 1 or more", "capture", "bob", "--megabytes=-1"),
                new Mistake(2, "'much' is not a number", "lab", "--loss", "much"),
                new Mistake(2, "cone", "lab", "--nat", "wooden"),
                new Mistake(2, "baresip", "lab", "--phones", "fax"),
                new Mistake(2, "homes", "lab", "--homes", "0"),
                new Mistake(2, "path-drop", "lab", "fault", "earthquake"),
                new Mistake(2, "--streams", "lab", "relay", "--streams", "0"),
                new Mistake(2, "is not host:port", "netcheck", "--stun", "somewhere"),
                new Mistake(2, "99999", "netcheck", "--stun", "192.0.2.1:99999"),
                new Mistake(2, "is not an IP address", "rendezvous", "account", "list", "--address", "home"),
                rewriting(2, "phone is me", "me", "out", "nothing"),
                rewriting(2, "out or in", "172.16.0.1", "up", "nothing"),
                rewriting(2, "--out is for what comes of files", "172.16.0.1", "out", "--out", "nowhere")));
    }

    @Test
    void settingsAndNamesThatCannotBe() {
        tellsOf(List.of(
                new Mistake(2, "there is no setting 'nonsense'", "config", "nonsense"),
                new Mistake(2, "needs a name", "config", "forbid-auto-answer"),
                new Mistake(1, "there is no line 'carol'", "config", "allow-auto-answer", "carol"),
                new Mistake(1, "there is no line 'carol'", "quiet", "--ring", "carol"),
                new Mistake(1, "there is no line 'carol'", "quiet", "--silence", "carol"),
                new Mistake(1, "there is no line 'carol'", "number", "carol", "34"),
                new Mistake(2, "quiet is on, off, or hours", "quiet", "25:00-07:00"),
                new Mistake(2, "quiet is on, off, or hours", "config", "quiet", "at night"),
                new Mistake(1, "there is no phone 9", "forward", "1", "to", "9"),
                new Mistake(2, "forwarded to itself", "forward", "1", "to", "1"),
                new Mistake(2, "such as '1 to 2'", "forward", "kitchen"),
                new Mistake(2, "20 to 89", "number", "bob", "9"),
                new Mistake(2, "there is no setting 'colour'", "config", "colour", "blue"),
                new Mistake(2, "10…86400", "config", "media-silence-seconds", "9"),
                new Mistake(2, "on or off", "config", "strong-crypto", "maybe"),
                new Mistake(1, "cannot be a name", "config", "name", "a/b"),
                new Mistake(1, "cannot be a name", "invite", "bob,carol", "--out", directory + "/x.ovpn"),
                new Mistake(1, "no friend is called carol", "revoke", "carol"),
                new Mistake(1, "no exchange is called carol", "leave", "carol"),
                new Mistake(1, "no friend is called carol", "config", "allow", "carol"),
                new Mistake(
                        2,
                        "172.28.255.255",
                        "init",
                        "--name",
                        "a",
                        "--phone-interface",
                        "eth9",
                        "--phone-address",
                        "10.0.0.1"),
                new Mistake(1, "already holds a node", "init", "--name", "a", "--phone-interface", "eth9"),
                new Mistake(1, "voider config phone-interface", "init", "--phone-interface", "eth9"),
                new Mistake(3, "start it with: voider run", "status"),
                new Mistake(3, "no node is running", "ping", "bob"),
                new Mistake(3, "no node is running", "capture", "bob")));
    }

    @Test
    void filesThatAreOthers() throws IOException {
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "nonsense\n");
        Path large = Files.write(directory.resolve("large"), new byte[100_000]);
        String missing = directory.resolve("missing").toString();
        tellsOf(List.of(
                new Mistake(1, "there is no file", "join", missing),
                new Mistake(1, "is no file", "join", directory.toString()),
                new Mistake(1, "is no file", "join", "/dev/zero"),
                new Mistake(6, "ask for a new one", "join", nonsense.toString()),
                new Mistake(6, "larger", "join", large.toString()),
                new Mistake(6, "ask for a new one", "access", "import", nonsense.toString()),
                new Mistake(1, "there already", "invite", "bob", "--out", nonsense.toString()),
                new Mistake(1, "there already", "backup", nonsense.toString()),
                new Mistake(1, "there is no " + missing, "backup", missing + "/a.backup"),
                new Mistake(1, "there is no " + missing, "invite", "bob", "--out", missing + "/bob.ovpn"),
                new Mistake(1, "cannot be written", "invite", "bob", "--out", "/proc/bob.ovpn"),
                new Mistake(1, "cannot be written", "access", "export", "carol", "--out", "/proc/carol.access"),
                new Mistake(1, "there is no file", "restore", missing),
                new Mistake(1, "is no file", "rendezvous", "restore", "/", "--state", missing),
                new Mistake(2, "passphrase", "backup", missing),
                new Mistake(1, "there is no rendezvous in", "rendezvous", "backup", missing + ".b", "--state", missing),
                new Mistake(2, "voider reset --yes", "reset")));
    }

    @Test
    void aFriendWhoseInvitationCannotBeKeptCostsNoNumber() {
        CommandRun.of(home, "invite", "bob", "--out", "/proc/bob.ovpn");
        assertThat(CommandRun.of(home, "invite", "bob", "--out", directory + "/bob.ovpn")
                        .out())
                .contains("10.1.2.1");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("home", "bob.ovpn");
    }

    @Test
    void aStateThatIsDamaged() throws IOException {
        Path state = home.resolve("state.json");
        String whole = Files.readString(state);
        Files.writeString(state, whole.replaceFirst("(\"sealingSeed\" : \")..", "$1+/"));
        String[] recover = {"sealingSeed", "voider init --recover"};
        for (String words : recover) {
            tellsOf(List.of(
                    new Mistake(1, words, "lines"),
                    new Mistake(1, words, "run"),
                    new Mistake(1, words, "invite", "bob", "--out", directory + "/x.ovpn")));
        }
        Files.writeString(state, whole.replace("/AAA", "/+AA"));
        tellsOf(List.of(
                new Mistake(1, "paste the whole line", "invite", "bob", "--out", directory + "/x.ovpn"),
                new Mistake(1, "paste the whole line", "config", "rendezvous", "voider1/a:1/+/A")));
    }

    @Test
    void aLinkIsNoPlaceForKeysAndIsToldOf() throws IOException {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("disk")));
        home = link;
        tellsOf(List.of(new Mistake(1, "is a link", "init", "--name", "a", "--phone-interface", "eth9")));
        assertThat(directory.resolve("disk")).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatIsOthersIsLeftAsItIs() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (boolean empty : new boolean[] {true, false}) {
            home = shared;
            tellsOf(List.of(
                    new Mistake(1, "cannot be a name", "init", "--name", "a/b", "--phone-interface", "eth9"),
                    new Mistake(2, "init needs --name", "init", "--phone-interface", "eth9"),
                    new Mistake(1, "loopback", "init", "--name", "a", "--phone-interface", "lo"),
                    new Mistake(
                            1,
                            "paste the whole line",
                            "init",
                            "--name",
                            "a",
                            "--phone-interface",
                            "eth9",
                            "--rendezvous",
                            "voider1/nonsense/A/A"),
                    new Mistake(1, "there are no keys", "init", "--recover", "--phone-interface", "eth9"),
                    new Mistake(1, "there is no file", "restore", directory + "/missing"),
                    new Mistake(1, "make one with: voider init", "run")));
            assertThat(shared.toFile().list()).hasSize(empty ? 0 : 1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                    .isEqualTo("rwxr-xr-x");
            Files.writeString(shared.resolve("thesis.odt"), "");
        }
        tellsOf(List.of(new Mistake(1, "other things", "init", "--name", "a", "--phone-interface", "eth9")));
    }

    @Test
    void jsonIsAskedForInEveryForm() {
        assertThat(CommandRun.of(home, "status", "--json=true").out()).startsWith("{\"schema\":1,\"error\"");
        assertThat(CommandRun.of(home, "frobnicate", "--json=true").out()).startsWith("{\"schema\":1,\"error\"");
        assertThat(CommandRun.of(home, "status", "--json=false").err()).startsWith("voider: ");
    }

    @Test
    void anAddressThatIsNotThisMachines() {
        tellsOf(List.of(new Mistake(
                1,
                "192.0.2.77 is no address of this machine",
                "rendezvous",
                "run",
                "--address",
                "192.0.2.77",
                "--state",
                directory + "/rendezvous")));
    }

    @Test
    void anInterfaceThatIsNotThere() {
        CommandRun made = CommandRun.of(directory.resolve("new"), "init", "--name", "b", "--phone-interface", "eth99");
        assertThat(made.exit()).isZero();
        assertThat(made.err()).contains("no interface eth99 now", "voider config phone-interface");
    }

    @Test
    void aNodeThatIsNotThere() {
        home = directory.resolve("elsewhere");
        tellsOf(List.of(
                new Mistake(3, "make one with: voider init", "status"),
                new Mistake(1, "make one with: voider init", "invite", "bob", "--out", directory + "/y.ovpn"),
                new Mistake(1, "make one with: voider init", "lines"),
                new Mistake(1, "there is no node", "backup", directory + "/z"),
                new Mistake(1, "there is no node", "reset", "--yes"),
                new Mistake(1, "make one with: voider init", "run"),
                new Mistake(2, "there is no rendezvous to ask", "netcheck")));
    }

    @Test
    void theHomeIsAFileOrInOne() throws IOException {
        home = Files.writeString(directory.resolve("plain"), "");
        assertThat(CommandRun.of(home, "init", "--name", "a", "--phone-interface", "eth9")
                        .err())
                .contains(home.toString())
                .doesNotContain("Exception");
        home = home.resolve("below");
        assertThat(CommandRun.of(home, "init", "--name", "a", "--phone-interface", "eth9")
                        .err())
                .contains("plain")
                .doesNotContain("Exception");
    }
}
