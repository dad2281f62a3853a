package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExitCodesTest {
    @TempDir
    private Path directory;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        CommandLine commands =
                CommandLines.commandLine().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        String[] all = new String[arguments.length + 2];
        all[0] = "--home";
        all[1] = directory.resolve("home").toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return commands.execute(all);
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(run("invite")).isEqualTo(2);
        assertThat(run("invite", "bob", "--nonsense")).isEqualTo(2);
        assertThat(said.toString()).contains("frobnicate", "NAME", "--nonsense");
    }

    @Test
    void aSettingThatCannotBeIsTwo() {
        assertThat(run("config", "media-silence-seconds", "9")).isEqualTo(2);
        assertThat(run("config", "media-silence-seconds", "soon")).isEqualTo(2);
        assertThat(run("config", "frobnicate", "1")).isEqualTo(2);
        assertThat(said.toString()).contains("10…86400", "a whole number", "expedited-forwarding");
    }

    @Test
    void noRunningNodeIsThree() {
        assertThat(run("status")).isEqualTo(3);
        assertThat(said.toString()).contains("voider init");
    }

    @Test
    void aFileThatIsNoInvitationNorCredentialIsSix() throws IOException {
        assertThat(run("init", "--name", "alice", "--phone-interface", "eth1", "--fast-crypto"))
                .isZero();
        Path file = Files.writeString(directory.resolve("file"), "nonsense\n");
        assertThat(run("join", file.toString())).isEqualTo(6);
        assertThat(run("access", "import", file.toString())).isEqualTo(6);
        assertThat(said.toString()).contains("ask for a new one").doesNotContain("Exception");
    }

    @Test
    void whatCannotBeDoneIsOneAndSaysWhatToDo() {
        assertThat(run("invite", "bob")).isEqualTo(1);
        assertThat(run("join", directory.resolve("none").toString())).isEqualTo(1);
        assertThat(said.toString()).contains("voider init");
    }
}
