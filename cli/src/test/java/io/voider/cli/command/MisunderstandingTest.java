package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words that are no command: what is said is this program's, and names what to type. */
class MisunderstandingTest {
    @TempDir
    private Path home;

    private String said(String... words) {
        CommandRun run = CommandRun.of(home, words);
        assertThat(run.exit()).as(run.toString()).isEqualTo(2);
        assertThat(run.err())
                .contains(" --help")
                .doesNotContain(
                        "Unknown",
                        "Missing",
                        "Invalid",
                        "Expected",
                        "expected",
                        "option '",
                        "parameter",
                        "index",
                        "boolean");
        return run.err().lines().findFirst().orElse("");
    }

    @Test
    void whoAsksForHelpGetsIt() {
        assertThat(CommandLines.helped("help", "calls", "show")).containsExactly("calls", "show", "--help");
        assertThat(CommandLines.helped("help")).containsExactly("--help");
        assertThat(CommandLines.helped("calls", "help")).containsExactly("calls", "help");
        assertThat(CommandLines.helped()).isEmpty();
    }

    @Test
    void anOptionThatIsNone() {
        assertThat(said("invite", "bob", "--nonsense")).isEqualTo("voider: invite has no option --nonsense");
        assertThat(said("--nonsense")).isEqualTo("voider: voider has no option --nonsense");
        assertThat(said("calls", "-x")).isEqualTo("voider: calls has no option -x");
    }

    @Test
    void whatIsMissing() {
        assertThat(said("invite")).startsWith("voider: NAME is missing: ");
        assertThat(said("number")).startsWith("voider: LINE is missing: ");
        assertThat(said("rendezvous", "run")).startsWith("voider: --address is missing: ");
        assertThat(said("calls", "--last")).isEqualTo("voider: --last needs a value, N");
        assertThat(said("capture", "bob", "-o")).isEqualTo("voider: --out needs a value, FILE");
    }

    @Test
    void valuesThatCannotBe() {
        assertThat(said("calls", "--last", "many")).isEqualTo("voider: --last: 'many' is not a whole number");
        assertThat(said("calls", "show", "seven")).isEqualTo("voider: ID: 'seven' is not a whole number");
        assertThat(said("calls", "--json=maybe"))
                .isEqualTo("voider: --json is there or is not; 'maybe' is no value of it");
    }

    @Test
    void anOptionThatIsThereTwice() {
        assertThat(said("calls", "--last", "1", "--last", "2")).isEqualTo("voider: --last is there twice");
    }
}
