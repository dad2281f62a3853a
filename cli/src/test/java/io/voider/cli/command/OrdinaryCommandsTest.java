package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no running node, on a node that does not run. */
class OrdinaryCommandsTest {
    @TempDir
    private Path directory;

    private Path home;

    @BeforeEach
    void makeANode() {
        home = directory.resolve("home");
        CommandRun.initAlice(home);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(home, arguments);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    @Test
    void anEmptyWordIsNoDirectory() {
        CommandRun run = CommandRun.of(Path.of(""), "reset", "--yes");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--home names no directory");
    }

    @Test
    void aWordThatBeginsWithAnAtIsAWordAndNoFileOfWords() throws IOException {
        Path secret = Files.writeString(file("secret"), "hidden");
        assertThat(run("lines", "@" + secret).err())
                .contains("one word too many")
                .doesNotContain("hidden");
    }

    @Test
    void namesHaveAllLettersAndNoCapitals() {
        assertThat(run("invite", " Jo\u0308rg ", "--out", file("1").toString()).out())
                .contains("Jörg is invited");
        assertThat(run("invite", "JÖRG", "--out", file("2").toString()).err()).contains("already");
        assertThat(run("config", "allow", "jörg").out()).contains("Jörg may call");
        assertThat(run("config", "allow-auto-answer", "jöRG").exit()).isZero();
        assertThat(run("revoke", "jörg").out()).contains("Jörg is cut off");
        assertThat(run("config").out()).doesNotContain("jöRG");
    }

    @Test
    void aSettingIsShownAsOneTypesIt() {
        run("invite", "bob", "--out", file("bob.ovpn").toString());
        assertThat(run("config").out())
                .contains(
                        "phone-interface",
                        "phone-address",
                        "allow-auto-answer      nobody",
                        "strong-crypto          off")
                .doesNotContain("true", "false");
        assertThat(run("config", "media-silence-seconds").out()).isEqualTo("300\n");
        assertThat(run("config", "media-silence-seconds", "90").out()).isEqualTo("media-silence-seconds is 90 now.\n");
        assertThat(run("config", "forward", "9 off").err()).contains("there is no phone 9");
        assertThat(run("config", "strong-crypto").out()).isEqualTo("off\n");
        String address = run("config", "phone-address").out().strip();
        assertThat(run("config", "phone-address", address).exit()).isZero();
        assertThat(run("config", "allow-auto-answer", "BOB").exit()).isZero();
        assertThat(run("config", "allow-auto-answer").out()).isEqualToIgnoringCase("bob\n");
        assertThat(run("config", "forbid-auto-answer", "bob").exit()).isZero();
        assertThat(run("config", "allow-auto-answer").out()).isEqualTo("nobody\n");
    }

    @Test
    void hoursThatAreNoneChangeNobodysLeaveToRing() {
        run("invite", "bob", "--out", file("bob.ovpn").toString());
        assertThat(run("quiet", "24:00-07:00", "--ring", "bob").exit()).isEqualTo(2);
        assertThat(run("config", "ring-when-quiet").out()).isEqualTo("nobody\n");
        assertThat(run("quiet", "22:00-07:00", "--ring", "bob").out()).contains("Always rings: bob");
    }

    @Test
    void anExchangeOfAnyNameIsJoined() {
        assertThat(run("config", "name", "Zoë's house").exit()).isZero();
        run("invite", "Anna Maria", "--out", file("anna.ovpn").toString());
        Path anna = file("anna");
        assertThat(CommandRun.of(anna, "init", "--name", "Ännchen", "--phone-interface", "eth9", "--fast-crypto")
                        .exit())
                .isZero();
        assertThat(CommandRun.of(anna, "join", file("anna.ovpn").toString(), "--as", "Ζωή")
                        .out())
                .contains("Ζωή is joined");
        assertThat(CommandRun.of(anna, "lines").out()).contains("Ζωή", "not-running");
        assertThat(CommandRun.of(anna, "names").out()).isEqualTo("Ζωή\n");
        assertThat(CommandRun.of(anna, "leave", "ζωή").exit()).isZero();
    }

    @Test
    void thePhoneBookIsShownWithoutANode() {
        run("invite", "bob", "--out", file("bob.ovpn").toString());
        CommandRun lines = run("lines");
        assertThat(lines.exit()).isZero();
        assertThat(lines.out()).contains("10.1.2.1", "bob", "not-running");
        // A program that reads rows, such as grep, finds each on a line.
        assertThat(lines.out().lines()).hasSize(2);
        assertThat(StrictJson.MAPPER
                        .readTree(run("lines", "--json").out())
                        .path("lines")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void everyObjectSaysOfWhichSchemaItIs() {
        Stream.of("version", "lines", "config", "doctor", "sip headers")
                .forEach(command -> assertThat(StrictJson.MAPPER
                                .readTree(run((command + " --json").split(" ", -1))
                                        .out())
                                .path("schema")
                                .intValue())
                        .as(command)
                        .isEqualTo(1));
    }

    @Test
    void filesAreCalledWhatAnyShellTakes() {
        assertThat(HandoverPath.of("Jörg", ".ovpn")).hasToString("Jorg.ovpn");
        assertThat(HandoverPath.of("Anna Maria O'Brien", ".ovpn")).hasToString("Anna-Maria-O-Brien.ovpn");
        assertThat(HandoverPath.of("王小明", ".ovpn")).hasToString("friend.ovpn");
        assertThat(HandoverPath.of("a.b_c-d", ".access")).hasToString("a.b_c-d.access");
    }

    @Test
    void afterAResetTheMachineWasNeverANode() {
        assertThat(run("reset", "--yes").out()).contains("holds no node any more");
        assertThat(home).isEmptyDirectory();
        CommandRun.initAlice(home);
        assertThat(Files.exists(home.resolve("authority/authority.pem"))).isTrue();
    }
}
